// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.config.ConfigCommand;
import io.celeryroot.cli.config.GenerateRoutesCommand;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.OptionValues;
import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.queue.QueueCommand;
import io.celeryroot.cli.schedule.ScheduleCommand;
import io.celeryroot.cli.service.UpCommand;
import io.celeryroot.cli.task.TaskCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** All commands, put together. */
final class CommandTree {

  private static final int HELP_WIDTH = 100;
  private static final int NARROWEST_HELP = 60;

  private static final Set<String> GROUPS = Set.of("config", "task", "schedule", "queue");

  private CommandTree() {}

  /** All commands: for help, completion and suggestions. */
  static CommandLine of(Console console) {
    return root(console, name -> true, name -> true);
  }

  /**
   * Only the branch that the arguments name in full, because picocli takes longer to look at all
   * commands than a command takes to run. Arguments that name none get all.
   */
  static CommandLine of(Console console, String... args) {
    int first = TaskNames.firstWord(args, 0);
    int second = TaskNames.firstWord(args, first + 1);
    boolean named =
        second < args.length
            && GROUPS.contains(args[first])
            && below(args[first], console).containsKey(args[second])
            && Stream.of("-h", "--help").noneMatch(List.of(args)::contains);
    return named ? root(console, args[first]::equals, args[second]::equals) : of(console);
  }

  private static CommandLine root(
      Console console, Predicate<String> wanted, Predicate<String> wantedBelow) {
    CommandLine root = new CommandLine(new ClCommand(console));
    add(root, commands(console), wanted);
    root.getSubcommands()
        .forEach((name, command) -> add(command, below(name, console), wantedBelow));
    Terminal terminal = console.terminal();
    return OptionValues.register(root)
        .setOut(console.out())
        .setErr(console.err())
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(width(terminal))
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(new UsageErrorHandler(console))
        .setExecutionExceptionHandler(new FailureHandler(console));
  }

  private static void add(
      CommandLine parent, Map<String, Supplier<Object>> commands, Predicate<String> wanted) {
    commands.forEach(
        (name, command) -> {
          if (wanted.test(name)) {
            parent.addSubcommand(name, command.get());
          }
        });
  }

  private static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("config", () -> new ConfigCommand(console));
    commands.put("up", () -> new UpCommand(console));
    commands.put("task", () -> new TaskCommand(console));
    commands.put("schedule", () -> new ScheduleCommand(console));
    commands.put("queue", () -> new QueueCommand(console));
    commands.put("generate-routes", () -> new GenerateRoutesCommand(console));
    commands.put("completion", () -> new CompletionCommand(console));
    commands.put("help", () -> new HelpCommand(console));
    return commands;
  }

  private static Map<String, Supplier<Object>> below(String command, Console console) {
    return switch (command) {
      case "config" -> ConfigCommand.commands(console);
      case "task" -> TaskCommand.commands(console);
      case "schedule" -> ScheduleCommand.commands(console);
      case "queue" -> QueueCommand.commands(console);
      default -> Map.of();
    };
  }

  private static int width(Terminal terminal) {
    return terminal.width() == 0
        ? HELP_WIDTH
        : Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
  }
}
