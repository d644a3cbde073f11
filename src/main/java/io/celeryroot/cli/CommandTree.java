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
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Puts the commands together. */
final class CommandTree {

  private static final int HELP_WIDTH = 100;
  private static final int NARROWEST_HELP = 60;

  /** The commands that have commands below them. */
  private static final Map<String, Function<Console, Map<String, Supplier<Object>>>> GROUPS =
      Map.of(
          "config", ConfigCommand::commands,
          "task", TaskCommand::commands,
          "schedule", ScheduleCommand::commands,
          "queue", QueueCommand::commands);

  private CommandTree() {}

  /** Returns all commands: for help, completion and suggestions. */
  static CommandLine of(Console console) {
    return all(new CommandLine(new ClCommand(console)), console);
  }

  /** Runs one command. */
  static int run(Console console, String... args) {
    CommandLine root = new CommandLine(new ClCommand(console));
    Arguments arguments = arguments(root, console, args);
    return of(root, console, arguments).execute(arguments.toArray());
  }

  /** Reads one command line without running it. */
  static ParseResult parse(Console console, String... args) {
    CommandLine root = new CommandLine(new ClCommand(console));
    Arguments arguments = arguments(root, console, args);
    return of(root, console, arguments).parseArgs(arguments.toArray());
  }

  private static Arguments arguments(CommandLine root, Console console, String... args) {
    return new Arguments(root.getCommandSpec(), List.of(args))
        .withRun(TaskCommand.commands(console));
  }

  /**
   * Only the branch that the arguments name in full, because picocli takes longer to look at all
   * commands than a command takes to run. Arguments that name none, or ask for help, get all.
   */
  private static CommandLine of(CommandLine root, Console console, Arguments arguments) {
    String group = arguments.first();
    String name = arguments.second();
    Supplier<Object> command = below(group, console).get(name);
    if (command == null || arguments.askForHelp()) {
      return all(root, console);
    }
    add(root, group, commands(console).get(group), Map.of(name, command));
    return configured(root, console);
  }

  private static CommandLine all(CommandLine root, Console console) {
    commands(console).forEach((name, command) -> add(root, name, command, below(name, console)));
    return configured(root, console);
  }

  private static void add(
      CommandLine root,
      String name,
      Supplier<Object> command,
      Map<String, Supplier<Object>> below) {
    root.addSubcommand(name, command.get());
    CommandLine added = root.getSubcommands().get(name);
    below.forEach((nameBelow, commandBelow) -> added.addSubcommand(nameBelow, commandBelow.get()));
  }

  private static CommandLine configured(CommandLine root, Console console) {
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

  private static Map<String, Supplier<Object>> below(String group, Console console) {
    return GROUPS.getOrDefault(group, none -> Map.of()).apply(console);
  }

  private static int width(Terminal terminal) {
    return terminal.width() == 0
        ? HELP_WIDTH
        : Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
  }
}
