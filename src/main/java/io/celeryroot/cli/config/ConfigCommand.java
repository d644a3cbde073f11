// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl config}: the commands below it. */
@Command(
    description = "Writes, checks and shows cl.yaml.",
    footer = {"", "Example: cl config validate"})
public final class ConfigCommand extends CommandGroup {}
