// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.output.Terminal;
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
  static CommandLine of(Session session) {
    return root(session, name -> true, name -> true);
  }

  /**
   * Only the branch that the arguments name in full, because picocli takes longer to look at all
   * commands than a command takes to run. Arguments that name none get all.
   */
  static CommandLine of(Session session, String... args) {
    int first = TaskNames.firstWord(args, 0);
    int second = TaskNames.firstWord(args, first + 1);
    boolean named =
        second < args.length
            && GROUPS.contains(args[first])
            && below(args[first], session).containsKey(args[second])
            && Stream.of("-h", "--help").noneMatch(List.of(args)::contains);
    return named ? root(session, args[first]::equals, args[second]::equals) : of(session);
  }

  private static CommandLine root(
      Session session, Predicate<String> wanted, Predicate<String> wantedBelow) {
    CommandLine root = new CommandLine(new ClCommand(session));
    add(root, commands(session), wanted);
    root.getSubcommands()
        .forEach((name, command) -> add(command, below(name, session), wantedBelow));
    Terminal terminal = session.terminal();
    return OptionValues.register(root)
        .setOut(session.out())
        .setErr(session.err())
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(width(terminal))
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(new WrongCommandLine(session))
        .setExecutionExceptionHandler(new Failures(session));
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

  private static Map<String, Supplier<Object>> commands(Session session) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("config", () -> new ConfigCommand(session));
    commands.put("up", () -> new UpCommand(session));
    commands.put("task", () -> new TaskCommand(session));
    commands.put("schedule", () -> new ScheduleCommand(session));
    commands.put("queue", () -> new QueueCommand(session));
    commands.put("generate-routes", () -> new GenerateRoutesCommand(session));
    commands.put("completion", () -> new CompletionCommand(session));
    commands.put("help", () -> new HelpCommand(session));
    return commands;
  }

  private static Map<String, Supplier<Object>> below(String command, Session session) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    switch (command) {
      case "config" -> {
        commands.put("init", () -> new ConfigInitCommand(session));
        commands.put("edit", () -> new ConfigEditCommand(session));
        commands.put("validate", () -> new ConfigValidateCommand(session));
        commands.put("show", () -> new ConfigShowCommand(session));
        commands.put("workers", () -> new ConfigWorkersCommand(session));
        commands.put("schedules", () -> new ConfigSchedulesCommand(session));
        commands.put("schema", () -> new ConfigSchemaCommand(session));
      }
      case "task" -> {
        commands.put("run", () -> new TaskRunCommand(session));
        commands.put("status", () -> new TaskStatusCommand(session));
        commands.put("list", () -> new TaskListCommand(session));
        commands.put("result", () -> new TaskResultCommand(session));
        commands.put("logs", () -> new TaskLogsCommand(session));
        commands.put("cancel", () -> new TaskCancelCommand(session));
        commands.put("retry", () -> new TaskRetryCommand(session));
      }
      case "schedule" -> {
        commands.put("list", () -> new ScheduleListCommand(session));
        commands.put("next", () -> new ScheduleNextCommand(session));
        commands.put("run", () -> new ScheduleRunCommand(session));
        commands.put("pause", () -> new SchedulePauseCommand(session));
        commands.put("resume", () -> new ScheduleResumeCommand(session));
      }
      case "queue" -> {
        commands.put("list", () -> new QueueListCommand(session));
        commands.put("dead", () -> new QueueDeadCommand(session));
        commands.put("requeue", () -> new QueueRequeueCommand(session));
        commands.put("purge", () -> new QueuePurgeCommand(session));
      }
      default -> {}
    }
    return commands;
  }

  private static int width(Terminal terminal) {
    return terminal.width() == 0
        ? HELP_WIDTH
        : Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
  }
}
