// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.cli.run.RunSubmitter;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Text;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code cl task retry}: a new run with the task, values and targets of failed jobs; a workflow
 * goes on from the step that failed.
 */
@Audited
@Command(
    description = {
      "Runs a job again, or all failed jobs of a run, as a new run.",
      "A workflow goes on from the first step that did not end well."
    },
    footer = {"", "Example: cl task retry nightly-20261124T020000Z --failed --wait"})
public final class TaskRetryCommand extends RedisCommand {

  @Parameters(paramLabel = "RUN|JOB", description = "A run or a job.")
  private String id;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "Another value; needed for secrets, which are kept nowhere.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--failed",
      description = "Only the failed jobs of the run, which is what happens without it, too.")
  private boolean failed;

  @Mixin private final RunSubmitter waiting = new RunSubmitter();

  @Override
  protected void check() {
    waiting.check();
  }

  @Override
  protected boolean run(SiteConnection site) {
    Optional<RunView> whole = site.monitor().run(id);
    Optional<RunView> workflow = whole.filter(found -> found.run().isWorkflow());
    if (workflow.isPresent()) {
      return waiting.start(
          console, site, new WorkflowAgain(console, site.config(), params).of(workflow.get()));
    }
    CommandFailure.refuseIf(
        failed && whole.isEmpty(), "cl: %s: not a run; --failed goes with a run only", id);
    RunView run = whole.orElseGet(() -> runOf(site, id));
    List<Target> targets =
        run.jobs().stream()
            .filter(job -> whole.isPresent() ? job.hasFailed() : job.id().equals(id))
            .peek(TaskRetryCommand::checkEnded)
            .flatMap(job -> job.target().stream())
            .toList();
    if (targets.isEmpty()) {
      throw CommandFailure.no(
          "cl: run %s: no failed job; %s\n    fix: name one job", id, Text.counts(run.counts()));
    }
    TaskDefinition task = NameLookup.task(site.config(), run.run().task());
    targets.stream()
        .filter(target -> !RunInput.isInFile(site.config(), target))
        .findFirst()
        .ifPresent(target -> refuseGone(run, target));
    Optional<Schedule> schedule = run.run().schedule().map(site.config().schedules()::get);
    Map<String, String> values = RunInput.values(task, List.of(), values(run, task, schedule));
    return waiting.submit(
        console,
        site,
        site.monitor().workers(),
        task,
        RunRequest.byHand(schedule, task, values, targets, console.submitter())
            .onlyIf(run.run().conditions()));
  }

  private static void refuseGone(RunView run, Target target) {
    throw CommandFailure.no(
        "cl: run %s: %s: no role of the file has it and the queue %s\n"
            + "    fix: cl task %s --targets TARGET",
        run.run().id(), target.label(), target.queue(), run.run().task());
  }

  private static void checkEnded(JobView job) {
    if (!job.hasEnded()) {
      throw CommandFailure.no(
          "cl: job %1$s: %2$s\n    fix: wait, or cl task cancel %1$s", job.id(), job.word());
    }
  }

  private static RunView runOf(SiteConnection site, String job) {
    return RunIds.runOf(job)
        .flatMap(site.monitor()::run)
        .filter(run -> run.jobs().stream().anyMatch(j -> j.id().equals(job)))
        .orElseThrow(
            () ->
                CommandFailure.noSuchThing(
                    "cl: job %s was submitted by a Celery client; fix: submit it there",
                    JobLookup.job(site, job).id()));
  }

  /** Takes secrets, which a record does not keep, from the schedule or the command line. */
  private Map<String, String> values(
      RunView old, TaskDefinition task, Optional<Schedule> schedule) {
    Set<String> secrets = task.secretsIn(old.run().params());
    Map<String, String> known = new HashMap<>(schedule.map(Schedule::params).orElse(Map.of()));
    known.keySet().retainAll(secrets);
    Map<String, String> values = new LinkedHashMap<>(old.run().params());
    values.keySet().removeAll(secrets);
    values.putAll(known);
    values.putAll(params);
    if (schedule.isEmpty()) {
      secrets.stream()
          .filter(name -> old.run().params().containsKey(name) && !values.containsKey(name))
          .findFirst()
          .ifPresent(this::refuseWithout);
    }
    return values;
  }

  private void refuseWithout(String secret) {
    throw CommandFailure.wrongCommandLine(
        "cl: %1$s: parameter %2$s is secret, and its value is kept nowhere\n"
            + "    fix: -p %2$s=VALUE, or -p %2$s= if it had none",
        id, secret);
  }
}
