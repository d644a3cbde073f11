// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandGroup;
import io.celeryroot.cli.console.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code cl schedule}: the commands below it. */
@Command(
    name = "schedule",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Shows, starts and pauses schedules.",
    footer = {"", "Example: cl schedule next"})
public final class ScheduleCommand extends CommandGroup {

  public ScheduleCommand(Console console) {
    super(console);
  }

  /** The commands below it, by name, in the order of the help. */
  public static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("list", () -> new ScheduleListCommand(console));
    commands.put("next", () -> new ScheduleNextCommand(console));
    commands.put("run", () -> new ScheduleRunCommand(console));
    commands.put("pause", () -> new SchedulePauseCommand(console));
    commands.put("resume", () -> new ScheduleResumeCommand(console));
    return commands;
  }
}
