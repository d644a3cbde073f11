// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.ConditionInput;
import io.celeryroot.cli.run.DryRun;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.cli.run.RunSubmitter;
import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Batch;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.cron.Intervals;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.view.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task TASK}: submits a run of a task now. */
@Audited
@Command(
    customSynopsis = {
      "cl task TASK [ARG...] --targets TARGET[,TARGET...] [OPTIONS]",
      "cl task run TASK [ARG...] --targets TARGET[,TARGET...] [OPTIONS]"
    },
    description = "Runs a task now on the targets.",
    footer = {
      "",
      "An argument that begins with a dash goes after --, as in: cl task echo -t web01 -- -n",
      "",
      "Example: cl task install nginx --targets webserver --wait"
    })
public final class TaskRunCommand extends ConsoleCommand {

  @Parameters(index = "0", paramLabel = "TASK", description = "Task of the file, or built in.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "Values of the task's parameters, in their order.")
  private List<String> args = new ArrayList<>();

  @Option(
      names = {"-t", "--targets"},
      split = " *, *",
      splitSynopsisLabel = ",",
      paramLabel = "TARGET",
      description = "Roles or hosts.")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      mapFallbackValue = "",
      description = "Value of a parameter by its name.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--on",
      paramLabel = "all|any",
      description = "All hosts of a role, or whichever is free first (default: as in the file).")
  private RunOn on;

  @Option(
      names = "--batch",
      paramLabel = "N|N%",
      description =
          "Run on so many hosts at a time, in waves: a number, or a share such as 25%%. Beats go on.")
  private Batch batch;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "With --batch: start no further wave after N failed jobs (default: 1).")
  private Integer maxFailures;

  @Option(
      names = "--splay",
      paramLabel = "DURATION",
      description =
          "Start the hosts within this time, such as 10m, each at a second that stays its own.")
  private Duration splay;

  @Option(
      names = "--if",
      paramLabel = "CONDITION",
      description =
          "Start a job only on a host where this holds, such as \"disk_usage < 80%%\"; may be"
              + " repeated.")
  private List<String> conditions = new ArrayList<>();

  private List<String> secrets = List.of();

  @Mixin private final RunSubmitter waiting = new RunSubmitter();

  @Override
  protected boolean run() {
    waiting.check();
    CommandFailure.refuseIf(
        splay != null && batch != null, "cl: --splay does not go with --batch; drop one");
    CommandFailure.refuseIf(
        maxFailures != null && batch == null, "cl: --max-failures goes with --batch only");
    CommandFailure.refuseIf(
        maxFailures != null && maxFailures < 1,
        "cl: --max-failures %s; need 1 or more",
        maxFailures);
    CommandFailure.refuseIf(
        splay != null && !Intervals.isAllowed(splay),
        "cl: --splay: need whole seconds, 1s to 366d");
    ClConfig config = ConfigLoader.loadForSite(console);
    TaskDefinition task = NameLookup.task(config, name);
    CommandFailure.refuseIf(
        targets.isEmpty(),
        "cl: %s: no targets given; fix: --targets %s",
        name,
        String.join(",", config.roles().keySet()));
    Map<String, String> values = RunInput.values(task, args, params);
    Conditions required = ConditionInput.of(config, conditions);
    Optional<RunOn> runOn = Optional.ofNullable(on);
    Optional<List<Target>> byFile = RunInput.targets(config, targets, runOn, name);
    byFile.ifPresent(found -> RunInput.checkOnHosts(config, task, values, found));
    if (waiting.isDry() && byFile.isPresent()) {
      return show(config, task, values, required, byFile.get());
    }
    secrets = secrets(task, values);
    try (SiteConnection site = SiteConnection.connect(config, console.env())) {
      return audited(site, () -> submit(site, task, values, required));
    }
  }

  @Override
  protected String target() {
    return String.join(",", targets);
  }

  @Override
  protected Collection<String> secrets() {
    return secrets;
  }

  private static List<String> secrets(TaskDefinition task, Map<String, String> values) {
    Set<String> names = task.secretsIn(values);
    return values.entrySet().stream()
        .filter(value -> names.contains(value.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean submit(
      SiteConnection site, TaskDefinition task, Map<String, String> values, Conditions required) {
    ClConfig config = site.config();
    Optional<RunOn> runOn = Optional.ofNullable(on);
    List<ProcessView> workers = site.monitor().workers();
    List<Target> resolved = RunInput.targets(config, workers, targets, runOn, name);
    RunInput.checkOnHosts(config, task, values, resolved);
    if (waiting.isDry()) {
      return show(config, task, values, required, resolved);
    }
    ConditionInput.checkTasks(config, required, resolved);
    if (batch != null) {
      Step step =
          Step.of(name, targets, values, Optional.empty(), runOn, Source.BUILT_IN)
              .inWaves(batch, maxFailures == null ? Step.DEFAULT_MAX_FAILURES : maxFailures)
              .onlyIf(required.texts());
      return waiting.start(console, site, WorkflowStart.ofTask(config, step, console.submitter()));
    }
    RunRequest request =
        RunRequest.ofTask(task, values, resolved, console.submitter()).onlyIf(required.texts());
    return waiting.submit(
        console,
        site,
        workers,
        task,
        splay == null ? request : request.spreadOver(new Splay(splay)));
  }

  /** Shows the jobs that would be submitted. */
  private boolean show(
      ClConfig config,
      TaskDefinition task,
      Map<String, String> values,
      Conditions required,
      List<Target> resolved) {
    ConditionInput.checkTasks(config, required, resolved);
    View<Target> view =
        DryRun.jobs(config, task, values, required.texts(), target -> wave(resolved, target));
    console.answer(
        batch == null ? view : view.cell("WAVE", target -> wave(resolved, target)), resolved);
    return true;
  }

  /** Returns the wave in which a target gets its job, 1-based. */
  private int wave(List<Target> all, Target target) {
    return batch == null ? 1 : all.indexOf(target) / batch.sizeOf(all.size()) + 1;
  }
}
