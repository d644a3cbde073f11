// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl task}: the commands below it. */
@Command(
    customSynopsis = {
      "cl task TASK [ARG...] --targets TARGET[,TARGET...] [OPTIONS]",
      "cl task COMMAND [OPTIONS]"
    },
    footer = {
      "",
      "\"cl task TASK\" is short for \"cl task run TASK\". A task that is named like one of these commands",
      "is started with the long form: cl task run status --targets web01",
      "",
      "Example: cl task ping --targets webserver --wait"
    },
    description = "Runs tasks now, and shows what became of them.")
public final class TaskCommand extends CommandGroup {}
