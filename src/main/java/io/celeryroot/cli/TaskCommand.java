// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import picocli.CommandLine.Command;

/** {@code cl task}: the commands below it. */
@Command(
    name = "task",
    customSynopsis = {
      "cl task NAME [ARG...] --targets TARGET[,TARGET...] [OPTIONS]",
      "cl task COMMAND [OPTIONS]"
    },
    footer = {
      "",
      "\"cl task NAME\" is short for \"cl task run NAME\". A task that is named like one of these commands",
      "is started with the long form: cl task run status --targets web01",
      "",
      "Example: cl task ping --targets webserver --wait"
    },
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Runs tasks now, and shows what became of them.")
final class TaskCommand extends CommandGroup {

  TaskCommand(Session session) {
    super(session);
  }
}
