// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.RedisFailureText;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.WordCache;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Text;
import io.celeryroot.view.site.RunViews;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Submits a run and waits for its jobs, or only shows them, as the options say. */
public final class RunSubmitter {

  /** Number of jobs that wait above which the answer sums them up. */
  private static final int MOST_ROWS = 20;

  private static final Set<Enqueued> WAITING = Set.of(Enqueued.QUEUED, Enqueued.HELD);

  @Option(names = "--dry-run", description = "Show what would run, and submit nothing.")
  private boolean dryRun;

  @Option(
      names = {"-w", "--wait"},
      order = 10,
      description = "Wait until all jobs have ended; exit 1 if one failed.")
  private boolean wait;

  @Option(
      names = {"-f", "--follow"},
      order = 10,
      description = "Wait, and print the output of the jobs as it appears.")
  private boolean follow;

  @Option(
      names = "--timeout",
      order = 11,
      paramLabel = "DURATION",
      description =
          "With --wait or --follow: wait no longer, such as 10m; then exit 3; the jobs continue.")
  private Duration timeout;

  /** Refuses options that do not go together. */
  public void check() {
    CommandFailure.refuseIf(
        timeout != null && !wait && !follow, "cl: --timeout goes with --wait or --follow only");
    CommandFailure.refuseIf(dryRun && waits(), "cl: --dry-run does not go with --wait or --follow");
  }

  /** Returns true if the options ask for a wait. */
  public boolean waits() {
    return wait || follow;
  }

  /** Returns true if the options ask for a look, and nothing is submitted. */
  public boolean isDry() {
    return dryRun;
  }

  /** Warns of workers that are gone, or have another file. */
  public static void warn(
      Console console, ClConfig config, List<ProcessView> workers, List<Target> targets) {
    RunInput.warnOfLostHosts(console, config, workers, targets);
    FileDrift.warnOfWorkers(console, config, workers, targets);
  }

  /**
   * Submits the run and prints its jobs. Values that a host would refuse end the command.
   *
   * @return false if the jobs were waited for and one failed
   */
  public boolean submit(
      Console console,
      SiteConnection site,
      List<ProcessView> workers,
      TaskDefinition task,
      RunRequest request) {
    RunInput.checkOnHosts(site.config(), task, request.params(), request.targets());
    if (dryRun) {
      List<String> conditions =
          Stream.concat(
                  request.schedule().map(site.config().schedules()::get).stream()
                      .flatMap(schedule -> schedule.conditions().texts().stream()),
                  request.conditions().stream())
              .toList();
      console.answer(
          DryRun.jobs(site.config(), task, request.params(), conditions, target -> 1),
          request.targets());
      return true;
    }
    warn(console, site.config(), workers, request.targets());
    Optional<TraceContext> caller =
        TraceContext.parse(console.env().get("TRACEPARENT"), console.env().get("TRACESTATE"));
    SubmittedRun submitted = enqueue(site, request.within(caller));
    WordCache.add(console, ConfigLoader.path(console), submitted.run().id());
    if (waits()) {
      Duration maxWait = timeout == null ? Durations.MAX : timeout;
      return new RunWait(console, site, submitted.run(), maxWait).await(follow);
    }
    announce(console, site, submitted);
    return true;
  }

  /** Ends the command with the name of the run if some of its jobs may be queued. */
  private static SubmittedRun enqueue(SiteConnection site, RunRequest request) {
    Supplier<SubmittedRun> ready = site.hands().prepare(request);
    try {
      return ready.get();
    } catch (QueueUnavailable e) {
      if (!e.isUnreachable() && !e.isWrongType()) {
        throw e;
      }
      throw CommandFailure.notFoundOut(
              RedisFailureText.of(e)
                  + "; some jobs may be queued, and the same command makes another run; see: cl task"
                  + " result "
                  + request.run())
          .causedBy(e);
    }
  }

  /**
   * Starts a run of a workflow, or only shows its steps. Beats go on with it.
   *
   * @return false if it was waited for and did not end well
   */
  public boolean start(Console console, SiteConnection site, WorkflowState workflow) {
    if (dryRun) {
      return DryRun.steps(console, site, workflow);
    }
    warn(console, site, workflow);
    RunRecord run = site.hands().start(workflow).run();
    WordCache.add(console, ConfigLoader.path(console), run.id());
    warnWithoutBeat(console, site);
    if (waits()) {
      Duration maxWait = timeout == null ? Durations.MAX : timeout;
      return new WorkflowWait(console, site, run, maxWait).await(follow);
    }
    RunView view = EndWait.view(site, run);
    console.answer(RunViews.of(view), view);
    console.say("see: cl task result " + run.id());
    return true;
  }

  /** Warns of workers that are gone, or have another file, on the targets of steps to come. */
  private static void warn(Console console, SiteConnection site, WorkflowState workflow) {
    List<ProcessView> workers = site.monitor().workers();
    Set<KnownHost> known =
        Heartbeats.hostsOf(workers.stream().map(ProcessView::heartbeat).toList());
    List<Target> targets =
        workflow.openSteps().stream()
            .flatMap(step -> DryRun.targets(site.config(), step, known).stream())
            .distinct()
            .toList();
    warn(console, site.config(), workers, targets);
  }

  private static void warnWithoutBeat(Console console, SiteConnection site) {
    if (site.monitor().beats().stream().noneMatch(ProcessView::alive)) {
      console.say("cl: no live Beat; the steps after the first wait until one is back");
    }
  }

  private static void announce(Console console, SiteConnection site, SubmittedRun submitted) {
    RunRecord run = submitted.run();
    // Only of a job that was skipped, or submitted before, is there more to tell than that it
    // waits.
    boolean allWait = submitted.jobs().values().stream().allMatch(WAITING::contains);
    RunView view = allWait ? RunView.waiting(run) : EndWait.view(site, run);
    if (allWait && run.jobs().size() > MOST_ROWS) {
      console.answer(RunViews.of(view), view, () -> RunViews.waitingText(view));
    } else {
      console.answer(RunViews.of(view), view);
    }
    long held = submitted.jobs().values().stream().filter(Enqueued.HELD::equals).count();
    if (held > 0) {
      console.say(
          "cl: %s blocked until the last job of its schedule has ended", Text.count(held, "job"));
    }
    console.say("see: cl task result " + run.id());
  }
}
