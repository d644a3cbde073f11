// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.audit.AuditCommand;
import io.celeryroot.cli.completion.CompletionCommand;
import io.celeryroot.cli.config.ConfigCommand;
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
import io.celeryroot.cli.keys.KeysCommand;
import io.celeryroot.cli.keys.KeysListCommand;
import io.celeryroot.cli.keys.KeysNewCommand;
import io.celeryroot.cli.notify.NotifyCommand;
import io.celeryroot.cli.notify.NotifyListCommand;
import io.celeryroot.cli.notify.NotifyTestCommand;
import io.celeryroot.cli.queue.QueueCommand;
import io.celeryroot.cli.queue.QueueDeadCommand;
import io.celeryroot.cli.queue.QueueDrainCommand;
import io.celeryroot.cli.queue.QueueListCommand;
import io.celeryroot.cli.queue.QueueMoveCommand;
import io.celeryroot.cli.queue.QueuePauseCommand;
import io.celeryroot.cli.queue.QueuePurgeCommand;
import io.celeryroot.cli.queue.QueueRequeueCommand;
import io.celeryroot.cli.queue.QueueResumeCommand;
import io.celeryroot.cli.schedule.ScheduleCommand;
import io.celeryroot.cli.schedule.ScheduleHistoryCommand;
import io.celeryroot.cli.schedule.ScheduleListCommand;
import io.celeryroot.cli.schedule.ScheduleNextCommand;
import io.celeryroot.cli.schedule.SchedulePauseCommand;
import io.celeryroot.cli.schedule.ScheduleResumeCommand;
import io.celeryroot.cli.schedule.ScheduleRunCommand;
import io.celeryroot.cli.service.UpCommand;
import io.celeryroot.cli.service.WebCommand;
import io.celeryroot.cli.task.TaskCancelCommand;
import io.celeryroot.cli.task.TaskCommand;
import io.celeryroot.cli.task.TaskConditionsCommand;
import io.celeryroot.cli.task.TaskDiffCommand;
import io.celeryroot.cli.task.TaskListCommand;
import io.celeryroot.cli.task.TaskLogsCommand;
import io.celeryroot.cli.task.TaskResultCommand;
import io.celeryroot.cli.task.TaskRetryCommand;
import io.celeryroot.cli.task.TaskRunCommand;
import io.celeryroot.cli.task.TaskStatusCommand;
import io.celeryroot.cli.why.WhyCommand;
import io.celeryroot.cli.worker.WorkerCommand;
import io.celeryroot.cli.worker.WorkerDrainCommand;
import io.celeryroot.cli.worker.WorkerListCommand;
import io.celeryroot.cli.worker.WorkerResumeCommand;
import io.celeryroot.cli.workflow.WorkflowCommand;
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
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Puts the commands together: all of them, or the branch that a command line names. */
final class CommandTree {

  private static final int HELP_WIDTH = 100;
  private static final int NARROWEST_HELP = 60;
  private static final String WHY = "why";
  private static final List<String> SERVICES = List.of("--beat", "--worker");

  /** Commands by their words, in the order of the help. */
  private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("config", ConfigCommand::new);
    COMMANDS.put("config init", ConfigInitCommand::new);
    COMMANDS.put("config edit", ConfigEditCommand::new);
    COMMANDS.put("config validate", ConfigValidateCommand::new);
    COMMANDS.put("config show", ConfigShowCommand::new);
    COMMANDS.put("config diff", ConfigDiffCommand::new);
    COMMANDS.put("config forecast", ConfigForecastCommand::new);
    COMMANDS.put("config workers", ConfigWorkersCommand::new);
    COMMANDS.put("config schedules", ConfigSchedulesCommand::new);
    COMMANDS.put("config schema", ConfigSchemaCommand::new);
    COMMANDS.put("config import-celery", ImportCeleryCommand::new);
    COMMANDS.put("config import-crontab", ImportCrontabCommand::new);
    COMMANDS.put("config export-crontab", ExportCrontabCommand::new);
    COMMANDS.put("config export-systemd", ExportSystemdCommand::new);
    COMMANDS.put("up", () -> new UpCommand(CommandTree::operations));
    COMMANDS.put("web", () -> new WebCommand(CommandTree::operations));
    COMMANDS.put("task", TaskCommand::new);
    COMMANDS.put("task run", TaskRunCommand::new);
    COMMANDS.put("task status", TaskStatusCommand::new);
    COMMANDS.put("task list", TaskListCommand::new);
    COMMANDS.put("task result", TaskResultCommand::new);
    COMMANDS.put("task diff", TaskDiffCommand::new);
    COMMANDS.put("task logs", TaskLogsCommand::new);
    COMMANDS.put("task conditions", TaskConditionsCommand::new);
    COMMANDS.put("task cancel", TaskCancelCommand::new);
    COMMANDS.put("task retry", TaskRetryCommand::new);
    COMMANDS.put(WHY, WhyCommand::new);
    COMMANDS.put("schedule", ScheduleCommand::new);
    COMMANDS.put("schedule list", ScheduleListCommand::new);
    COMMANDS.put("schedule history", ScheduleHistoryCommand::new);
    COMMANDS.put("schedule next", ScheduleNextCommand::new);
    COMMANDS.put("schedule run", ScheduleRunCommand::new);
    COMMANDS.put("schedule pause", SchedulePauseCommand::new);
    COMMANDS.put("schedule resume", ScheduleResumeCommand::new);
    COMMANDS.put("workflow", WorkflowCommand::new);
    COMMANDS.put("workflow run", WorkflowRunCommand::new);
    COMMANDS.put("workflow list", WorkflowListCommand::new);
    COMMANDS.put("notify", NotifyCommand::new);
    COMMANDS.put("notify list", NotifyListCommand::new);
    COMMANDS.put("notify test", NotifyTestCommand::new);
    COMMANDS.put("queue", QueueCommand::new);
    COMMANDS.put("queue list", QueueListCommand::new);
    COMMANDS.put("queue dead", QueueDeadCommand::new);
    COMMANDS.put("queue requeue", QueueRequeueCommand::new);
    COMMANDS.put("queue move", QueueMoveCommand::new);
    COMMANDS.put("queue purge", QueuePurgeCommand::new);
    COMMANDS.put("queue pause", QueuePauseCommand::new);
    COMMANDS.put("queue drain", QueueDrainCommand::new);
    COMMANDS.put("queue resume", QueueResumeCommand::new);
    COMMANDS.put("worker", WorkerCommand::new);
    COMMANDS.put("worker list", WorkerListCommand::new);
    COMMANDS.put("worker drain", WorkerDrainCommand::new);
    COMMANDS.put("worker resume", WorkerResumeCommand::new);
    COMMANDS.put("audit", AuditCommand::new);
    COMMANDS.put("keys", KeysCommand::new);
    COMMANDS.put("keys new", KeysNewCommand::new);
    COMMANDS.put("keys list", KeysListCommand::new);
    COMMANDS.put("generate-routes", GenerateRoutesCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("help", HelpCommand::new);
  }

  private final Console console;
  private final CommandLine root;

  private CommandTree(Console console) {
    this.console = console;
    this.root = command("cl", new ClCommand(console, operations(console)));
    root.getCommandSpec().versionProvider(() -> new String[] {"cl " + Version.CURRENT});
  }

  private static Operations operations(Console console) {
    return new CommandOperations(console, CommandTree::run);
  }

  /** Returns all commands: for help, completion and suggestions. */
  static CommandLine of(Console console) {
    return new CommandTree(console).with(COMMANDS.keySet());
  }

  /** Runs one command. */
  static int run(Console console, String... args) {
    CommandTree tree = new CommandTree(console);
    Arguments arguments = tree.arguments(args);
    return tree.branch(arguments).execute(arguments.toArray());
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
            () -> command("run", COMMANDS.get("task run").get()).getCommandSpec());
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
      return with(COMMANDS.keySet());
    }
    if (arguments.haveAny(SERVICES) && !arguments.haveAny(COMMANDS.keySet())) {
      return with(List.of());
    }
    return with(
        COMMANDS.containsKey(command)
            ? List.of(group, command)
            : group.equals(WHY) ? List.of(WHY) : COMMANDS.keySet());
  }

  private CommandLine with(Collection<String> commands) {
    for (String words : commands) {
      int blank = words.indexOf(' ');
      CommandLine parent = blank < 0 ? root : root.getSubcommands().get(words.substring(0, blank));
      String name = words.substring(blank + 1);
      parent.addSubcommand(name, command(name, COMMANDS.get(words).get()));
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

  private CommandLine command(String name, Callable<Integer> command) {
    if (command instanceof ConsoleCommand typed) {
      typed.attach(console);
    }
    CommandLine line = new CommandLine(command).setCommandName(name);
    line.getCommandSpec().usageMessage().sortOptions(false).synopsisSubcommandLabel("COMMAND");
    return line;
  }

  private static int width(Terminal terminal) {
    return terminal.width() == 0
        ? HELP_WIDTH
        : Math.max(NARROWEST_HELP, Math.min(HELP_WIDTH, terminal.width()));
  }
}
