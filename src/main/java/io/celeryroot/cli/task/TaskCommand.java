// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandGroup;
import io.celeryroot.cli.console.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
public final class TaskCommand extends CommandGroup {

  public TaskCommand(Console console) {
    super(console);
  }

  /** The commands below it, by name, in the order of the help. */
  public static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("run", () -> new TaskRunCommand(console));
    commands.put("status", () -> new TaskStatusCommand(console));
    commands.put("list", () -> new TaskListCommand(console));
    commands.put("result", () -> new TaskResultCommand(console));
    commands.put("logs", () -> new TaskLogsCommand(console));
    commands.put("cancel", () -> new TaskCancelCommand(console));
    commands.put("retry", () -> new TaskRetryCommand(console));
    return commands;
  }
}
