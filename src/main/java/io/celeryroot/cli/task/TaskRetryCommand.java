// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunSubmitter;
import io.celeryroot.cli.run.TargetNames;
import io.celeryroot.cli.run.TaskValues;
import io.celeryroot.cli.view.RunViews;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Submitter;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.task.Binding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task retry}: a new run with the task, values and targets of failed jobs. */
@Command(
    name = "retry",
    sortOptions = false,
    description = "Runs a job again, or all failed jobs of a run, as a new run.",
    footer = {"", "Example: cl task retry nightly-20261124T020000Z --wait"})
final class TaskRetryCommand extends RedisCommand {

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  @Option(
      names = {"-p", "--param"},
      order = 1,
      paramLabel = "NAME=VALUE",
      description = "Another value; needed for secrets, which are kept nowhere.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Mixin private final RunSubmitter waiting;

  TaskRetryCommand(Console console) {
    super(console);
    this.waiting = new RunSubmitter(console);
  }

  @Override
  protected void check() {
    waiting.check();
  }

  @Override
  protected int run(SiteConnection site) {
    Optional<RunView> whole = site.monitor().run(id);
    RunView run = whole.orElseGet(() -> runOf(site, id));
    List<Target> targets =
        run.jobs().stream()
            .filter(job -> whole.isPresent() ? job.hasFailed() : job.id().equals(id))
            .peek(TaskRetryCommand::checkEnded)
            .flatMap(job -> job.target().stream())
            .toList();
    if (targets.isEmpty()) {
      throw CommandFailure.no(
          "cl: run "
              + id
              + ": no failed job; "
              + RunViews.countsText(run)
              + "\n    fix: name one job");
    }
    TargetNames.warnOfLostHosts(console, site.monitor().workers(), targets);
    return waiting.submit(site, request(site, run, targets));
  }

  private static void checkEnded(JobView job) {
    if (!job.hasEnded()) {
      throw CommandFailure.no(
          "cl: job "
              + job.id()
              + ": "
              + job.word()
              + "\n    fix: wait, or cl task cancel "
              + job.id());
    }
  }

  private static RunView runOf(SiteConnection site, String job) {
    return RunIds.runOf(job)
        .flatMap(site.monitor()::run)
        .filter(run -> run.jobs().stream().anyMatch(j -> j.id().equals(job)))
        .orElseThrow(
            () ->
                CommandFailure.noSuchThing(
                    "cl: job "
                        + JobLookup.job(site, job).id()
                        + " was submitted by a Celery client; fix: submit it there"));
  }

  private RunRequest request(SiteConnection site, RunView old, List<Target> targets) {
    TaskDefinition task = NameLookup.task(site.config(), old.run().task());
    Set<String> secrets = RunRequest.secrets(task);
    Map<String, String> values = new LinkedHashMap<>(old.run().params());
    values.keySet().removeAll(secrets);
    old.run()
        .schedule()
        .map(site.config().schedules()::get)
        .map(Schedule::params)
        .ifPresent(
            given ->
                given.forEach(
                    (name, value) -> {
                      if (secrets.contains(name)) {
                        values.put(name, value);
                      }
                    }));
    values.putAll(params);
    Binding binding = TaskValues.values(task, List.of(), values);
    Optional<Schedule> schedule = old.run().schedule().map(site.config().schedules()::get);
    Submitter by = new Submitter(console.submitter(), console.now());
    return schedule
        .map(s -> RunRequest.ofSchedule(s, task, binding.values(), targets, by))
        .orElseGet(() -> RunRequest.ofTask(task, binding.values(), targets, by));
  }
}
