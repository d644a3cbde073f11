// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl worker}: the commands below it. */
@Command(
    description = "Shows the hosts and their workers, and takes hosts out of work.",
    footer = {"", "Example: cl worker drain webserver01 --reason \"new kernel\""})
public final class WorkerCommand extends CommandGroup {}
