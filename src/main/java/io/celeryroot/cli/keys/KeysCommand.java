// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.keys;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl keys}: the commands below it. */
@Command(
    description = "Makes and lists the keys with which jobs, results and orders are signed.",
    footer = {"", "See security: in cl.yaml.", "Example: cl keys new beat1"})
public final class KeysCommand extends CommandGroup {}
