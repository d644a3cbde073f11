// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.notify;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl notify}: the commands below it. */
@Command(
    description = "Shows and tries who is told of what happens.",
    footer = {"", "Example: cl notify list"})
public final class NotifyCommand extends CommandGroup {}
