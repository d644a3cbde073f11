// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.beat.due.DueClock;
import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.beat.due.KnownHosts;
import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.beat.reconcile.Reconciler;
import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.Redis;
import java.time.Duration;

/**
 * The engine of a Beat: makes its parts, each once. What wakes them is elsewhere. Connects to Redis
 * when a part first needs it. Thread-safe.
 */
public final class Beat {

  private final BeatSetup setup;
  private final KnownHosts knownHosts;
  private final WorkflowRuns workflowRuns;
  private final ScheduleStates schedules;
  private final DueDecisions decisions;
  private final ScheduleNews news;
  private final DueRuns dueRuns;
  private final DueClock clock;
  private final ManualRuns manualRuns;
  private final WorkflowRounds workflows;

  public Beat(BeatSetup setup) {
    this.setup = setup;
    ClConfig config = setup.config();
    Redis redis = setup.redis();
    EngineListener listener = setup.listener();
    this.knownHosts = new KnownHosts(config, new Heartbeats(redis));
    this.workflowRuns =
        new WorkflowRuns(
            redis, config, knownHosts::read, listener::settled, new WorkflowLog(setup.host()));
    this.schedules = new ScheduleStates(redis, config.resultsKept());
    this.decisions =
        new DueDecisions(redis, config.resultsKept(), () -> listener.foreign("decision"));
    this.news = new ScheduleNews(config, redis);
    this.dueRuns =
        new DueRuns(
            config,
            setup.host(),
            redis,
            schedules,
            decisions,
            new Submission(
                redis, config, setup.fingerprints(), listener::settled, listener::foreign),
            knownHosts,
            setup.orders(),
            workflowRuns,
            news,
            listener,
            setup.spans(),
            setup.tenure());
    this.clock = new DueClock(config.schedules().values(), dueRuns);
    this.manualRuns =
        new ManualRuns(config, setup.host(), redis, setup.orders(), listener, setup.spans());
    this.workflows =
        new WorkflowRounds(
            config, workflowRuns, setup.tenure().held(), setup.availability()::failed);
  }

  /** Submits due runs when clocks fire. */
  public DueClock clock() {
    return clock;
  }

  /** Submits due runs, and holds back those that operators say. */
  public DueRuns dueRuns() {
    return dueRuns;
  }

  /** Submits runs that routes of users ask for. */
  public ManualRuns manualRuns() {
    return manualRuns;
  }

  /** Goes on with runs of workflows. */
  public WorkflowRounds workflows() {
    return workflows;
  }

  /** Parts that outlive a change of the file. */
  public BeatTenure tenure() {
    return setup.tenure();
  }

  WorkflowRuns workflowRuns() {
    return workflowRuns;
  }

  VanishedJobs vanishedJobs(Duration grace) {
    return new VanishedJobs(
        setup.config(),
        setup.redis(),
        setup.attempts().get(),
        dueRuns,
        workflowRuns,
        setup.listener(),
        grace);
  }

  /** Makes the rounds of this Beat. They have a state of their own, so there is one of them. */
  public BeatMaintenance maintenance() {
    Redis redis = setup.redis();
    Duration kept = setup.config().resultsKept();
    Reconciler reconciler =
        new Reconciler(
            setup.clocks(),
            schedules,
            decisions,
            new RunRecords(redis),
            dueRuns,
            news,
            new BeatLives(redis),
            kept,
            setup.availability()::failed,
            setup.listener()::foreign,
            setup.isEnding());
    return new BeatMaintenance(setup, knownHosts, reconciler, vanishedJobs(VanishedJobs.GRACE));
  }
}
