// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.audit.AuditCommand;
import io.celeryroot.cli.completion.CompletionCommand;
import io.celeryroot.cli.config.ConfigDiffCommand;
import io.celeryroot.cli.config.ConfigEditCommand;
import io.celeryroot.cli.config.ConfigForecastCommand;
import io.celeryroot.cli.config.ConfigInitCommand;
import io.celeryroot.cli.config.ConfigSchedulesCommand;
import io.celeryroot.cli.config.ConfigSchemaCommand;
import io.celeryroot.cli.config.ConfigShowCommand;
import io.celeryroot.cli.config.ConfigValidateCommand;
import io.celeryroot.cli.config.ConfigWorkersCommand;
import io.celeryroot.cli.config.ExportCrontabCommand;
import io.celeryroot.cli.config.ExportSystemdCommand;
import io.celeryroot.cli.config.GenerateRoutesCommand;
import io.celeryroot.cli.config.ImportCeleryCommand;
import io.celeryroot.cli.config.ImportCrontabCommand;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.OptionValues;
import io.celeryroot.cli.keys.KeysListCommand;
import io.celeryroot.cli.keys.KeysNewCommand;
import io.celeryroot.cli.notify.NotifyListCommand;
import io.celeryroot.cli.notify.NotifyTestCommand;
import io.celeryroot.cli.queue.QueueDeadCommand;
import io.celeryroot.cli.queue.QueueDrainCommand;
import io.celeryroot.cli.queue.QueueListCommand;
import io.celeryroot.cli.queue.QueueMoveCommand;
import io.celeryroot.cli.queue.QueuePauseCommand;
import io.celeryroot.cli.queue.QueuePurgeCommand;
import io.celeryroot.cli.queue.QueueRequeueCommand;
import io.celeryroot.cli.queue.QueueResumeCommand;
import io.celeryroot.cli.schedule.ScheduleHistoryCommand;
import io.celeryroot.cli.schedule.ScheduleListCommand;
import io.celeryroot.cli.schedule.ScheduleNextCommand;
import io.celeryroot.cli.schedule.SchedulePauseCommand;
import io.celeryroot.cli.schedule.ScheduleResumeCommand;
import io.celeryroot.cli.schedule.ScheduleRunCommand;
import io.celeryroot.cli.service.UpCommand;
import io.celeryroot.cli.service.WebCommand;
import io.celeryroot.cli.task.TaskCancelCommand;
import io.celeryroot.cli.task.TaskConditionsCommand;
import io.celeryroot.cli.task.TaskDiffCommand;
import io.celeryroot.cli.task.TaskListCommand;
import io.celeryroot.cli.task.TaskLogsCommand;
import io.celeryroot.cli.task.TaskResultCommand;
import io.celeryroot.cli.task.TaskRetryCommand;
import io.celeryroot.cli.task.TaskRunCommand;
import io.celeryroot.cli.task.TaskStatusCommand;
import io.celeryroot.cli.why.WhyCommand;
import io.celeryroot.cli.worker.WorkerDrainCommand;
import io.celeryroot.cli.worker.WorkerListCommand;
import io.celeryroot.cli.worker.WorkerResumeCommand;
import io.celeryroot.cli.workflow.WorkflowListCommand;
import io.celeryroot.cli.workflow.WorkflowRunCommand;
import io.celeryroot.config.Version;
import io.celeryroot.view.Terminal;
import io.celeryroot.web.Operations;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Puts the commands together: all of them, or the branch that a command line names. */
final class CommandTree {

  private static final int HELP_WIDTH = 100;
  private static final int NARROWEST_HELP = 60;
  private static final String WHY = "why";
  private static final List<String> VERSION = List.of("--version", "-V");
  private static final List<String> SERVICES = List.of("--beat", "--worker");

  /** Commands by their words, in the order of the help. */
  private static final Map<String, Class<? extends Callable<Integer>>> COMMANDS =
      new LinkedHashMap<>();

  static {
    COMMANDS.put("config", CommandGroup.class);
    COMMANDS.put("config init", ConfigInitCommand.class);
    COMMANDS.put("config edit", ConfigEditCommand.class);
    COMMANDS.put("config validate", ConfigValidateCommand.class);
    COMMANDS.put("config show", ConfigShowCommand.class);
    COMMANDS.put("config diff", ConfigDiffCommand.class);
    COMMANDS.put("config forecast", ConfigForecastCommand.class);
    COMMANDS.put("config workers", ConfigWorkersCommand.class);
    COMMANDS.put("config schedules", ConfigSchedulesCommand.class);
    COMMANDS.put("config schema", ConfigSchemaCommand.class);
    COMMANDS.put("config import-celery", ImportCeleryCommand.class);
    COMMANDS.put("config import-crontab", ImportCrontabCommand.class);
    COMMANDS.put("config export-crontab", ExportCrontabCommand.class);
    COMMANDS.put("config export-systemd", ExportSystemdCommand.class);
    COMMANDS.put("up", UpCommand.class);
    COMMANDS.put("web", WebCommand.class);
    COMMANDS.put("task", CommandGroup.class);
    COMMANDS.put("task run", TaskRunCommand.class);
    COMMANDS.put("task status", TaskStatusCommand.class);
    COMMANDS.put("task list", TaskListCommand.class);
    COMMANDS.put("task result", TaskResultCommand.class);
    COMMANDS.put("task diff", TaskDiffCommand.class);
    COMMANDS.put("task logs", TaskLogsCommand.class);
    COMMANDS.put("task conditions", TaskConditionsCommand.class);
    COMMANDS.put("task cancel", TaskCancelCommand.class);
    COMMANDS.put("task retry", TaskRetryCommand.class);
    COMMANDS.put(WHY, WhyCommand.class);
    COMMANDS.put("schedule", CommandGroup.class);
    COMMANDS.put("schedule list", ScheduleListCommand.class);
    COMMANDS.put("schedule history", ScheduleHistoryCommand.class);
    COMMANDS.put("schedule next", ScheduleNextCommand.class);
    COMMANDS.put("schedule run", ScheduleRunCommand.class);
    COMMANDS.put("schedule pause", SchedulePauseCommand.class);
    COMMANDS.put("schedule resume", ScheduleResumeCommand.class);
    COMMANDS.put("workflow", CommandGroup.class);
    COMMANDS.put("workflow run", WorkflowRunCommand.class);
    COMMANDS.put("workflow list", WorkflowListCommand.class);
    COMMANDS.put("notify", CommandGroup.class);
    COMMANDS.put("notify list", NotifyListCommand.class);
    COMMANDS.put("notify test", NotifyTestCommand.class);
    COMMANDS.put("queue", CommandGroup.class);
    COMMANDS.put("queue list", QueueListCommand.class);
    COMMANDS.put("queue dead", QueueDeadCommand.class);
    COMMANDS.put("queue requeue", QueueRequeueCommand.class);
    COMMANDS.put("queue move", QueueMoveCommand.class);
    COMMANDS.put("queue purge", QueuePurgeCommand.class);
    COMMANDS.put("queue pause", QueuePauseCommand.class);
    COMMANDS.put("queue drain", QueueDrainCommand.class);
    COMMANDS.put("queue resume", QueueResumeCommand.class);
    COMMANDS.put("worker", CommandGroup.class);
    COMMANDS.put("worker list", WorkerListCommand.class);
    COMMANDS.put("worker drain", WorkerDrainCommand.class);
    COMMANDS.put("worker resume", WorkerResumeCommand.class);
    COMMANDS.put("audit", AuditCommand.class);
    COMMANDS.put("keys", CommandGroup.class);
    COMMANDS.put("keys new", KeysNewCommand.class);
    COMMANDS.put("keys list", KeysListCommand.class);
    COMMANDS.put("generate-routes", GenerateRoutesCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

  private final Console console;
  private final ClCommand first;
  private final CommandLine root;

  private CommandTree(Console console) {
    this.console = console;
    this.first = new ClCommand(console);
    this.root = command("cl", first);
    root.getCommandSpec().versionProvider(() -> new String[] {"cl " + Version.CURRENT});
  }

  private static Operations operations(Console console) {
    return new CommandOperations(console, CommandTree::run);
  }

  /** Returns all commands: for help, completion and suggestions. */
  static CommandLine of(Console console) {
    return new CommandTree(console).whole();
  }

  static int run(Console console, String... args) {
    CommandTree tree = new CommandTree(console);
    Arguments arguments = tree.arguments(args);
    return arguments.beginWithAny(VERSION)
        ? tree.withServices().with(List.of()).execute(VERSION.get(0))
        : tree.branch(arguments).execute(arguments.toArray());
  }

  /** Reads one command line without running it. */
  static ParseResult parse(Console console, String... args) {
    CommandTree tree = new CommandTree(console);
    Arguments arguments = tree.arguments(args);
    return tree.branch(arguments).parseArgs(arguments.toArray());
  }

  private Arguments arguments(String... args) {
    return new Arguments(root.getCommandSpec(), List.of(args))
        .withRun(
            name -> COMMANDS.containsKey("task " + name),
            () -> command("run", made("task run")).getCommandSpec());
  }

  /**
   * Adds only the branch that the arguments name in full, because picocli takes longer to look at
   * all commands than a command takes to run; Beat and workers need none. Arguments that name no
   * command otherwise, or ask for help, get all.
   */
  private CommandLine branch(Arguments arguments) {
    String group = arguments.first();
    String command = group + " " + arguments.second();
    if (arguments.askForHelp()) {
      return whole();
    }
    if (arguments.haveAny(SERVICES) && !arguments.haveAny(COMMANDS.keySet())) {
      return withServices().with(List.of());
    }
    if (COMMANDS.containsKey(command)) {
      return with(List.of(group, command));
    }
    return group.equals(WHY) ? with(List.of(WHY)) : whole();
  }

  private CommandLine whole() {
    return withServices().with(COMMANDS.keySet());
  }

  private CommandTree withServices() {
    first.addTo(root.getCommandSpec(), new ServiceCall(console, operations(console)));
    return this;
  }

  private CommandLine with(Collection<String> commands) {
    for (String words : commands) {
      int blank = words.indexOf(' ');
      CommandLine parent = blank < 0 ? root : root.getSubcommands().get(words.substring(0, blank));
      String name = words.substring(blank + 1);
      parent.addSubcommand(name, command(name, made(words)));
    }
    Terminal terminal = console.terminal();
    FailureHandler failures = new FailureHandler(console);
    return OptionValues.register(root)
        .setOut(console.out())
        .setErr(console.err())
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(width(terminal))
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** Makes a command. By its class, because a lambda for each takes longer than to find them. */
  private static Callable<Integer> made(String words) {
    Class<? extends Callable<Integer>> type = COMMANDS.get(words);
    if (type == UpCommand.class) {
      return new UpCommand(CommandTree::operations);
    }
    if (type == CommandGroup.class) {
      return new CommandGroup(words);
    }
    if (type == WebCommand.class) {
      return new WebCommand(CommandTree::operations);
    }
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cl " + words, e);
    }
  }

  private CommandLine command(String name, Callable<Integer> command) {
    if (command instanceof ConsoleCommand typed) {
      typed.attach(console);
    }
    Object made = command instanceof CommandGroup group ? group.spec() : command;
    CommandLine line = new CommandLine(made).setCommandName(name);
    line.getCommandSpec().usageMessage().sortOptions(false).synopsisSubcommandLabel("COMMAND");
    return line;
  }

  private static int width(Terminal terminal) {
    return terminal.width() == 0
        ? HELP_WIDTH
        : Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
  }
}
