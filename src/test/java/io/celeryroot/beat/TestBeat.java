// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.beat.reconcile.ClockWatch;
import io.celeryroot.beat.reconcile.MachineClocks;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The engine of a Beat, without what wakes it. */
final class TestBeat {

  private final Beat beat;
  private final Attempts attempts;

  private TestBeat(BeatSetup setup) {
    this.beat = new Beat(setup);
    this.attempts = setup.attempts().get();
  }

  /**
   * Creates a Beat.
   *
   * @param told receives what it tells of things that are not its own
   */
  static TestBeat of(
      ClConfig config, String host, Redis redis, ControlState orders, List<String> told) {
    EngineListener listener =
        new EngineListener() {
          @Override
          public void foreign(String what) {
            told.add(what);
          }
        };
    return new TestBeat(
        setup(
            config,
            host,
            redis,
            orders,
            listener,
            new RedisAvailability(InstantSource.system()),
            () -> MachineClocks.read(InstantSource.system()),
            () -> false));
  }

  /** What a Beat needs, with parts that no test asks for. */
  static BeatSetup setup(
      ClConfig config,
      String host,
      Redis redis,
      ControlState orders,
      EngineListener listener,
      RedisAvailability availability,
      Supplier<ClockWatch.Reading> clocks,
      BooleanSupplier isEnding) {
    Attempts attempts =
        new Attempts(
            redis,
            TaskRules.of(config),
            config.resultsKept(),
            availability::failed,
            JobListener.NONE);
    return new BeatSetup(
        config,
        host,
        redis,
        () -> attempts,
        () -> Fingerprints.of(config),
        () -> orders,
        availability,
        listener,
        Spans.NONE,
        new BeatTenure(),
        clocks,
        isEnding);
  }

  /** The next 23:00 UTC, which is still to come, at whatever time of day the tests run. */
  static Instant next23() {
    Duration today = Duration.ofHours(23);
    return Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.DAYS).plus(today);
  }

  /** Creates a Beat to which no operator gave an order. */
  static TestBeat of(ClConfig config, Redis redis, List<String> told) {
    return of(config, "beat1", redis, ControlState.NONE, told);
  }

  /** Creates a Beat of which nobody asks what it tells. */
  static TestBeat of(ClConfig config, Redis redis) {
    return of(config, redis, new ArrayList<>());
  }

  /** A clock that fires. */
  boolean fire(Schedule schedule, Instant due) {
    return beat.clock().fire(schedule, due);
  }

  DueRuns runs() {
    return beat.dueRuns();
  }

  /** Ends jobs. */
  Attempts attempts() {
    return attempts;
  }

  WorkflowRuns workflows() {
    return beat.workflowRuns();
  }

  /** Looks for jobs that were taken away, for new ones too. */
  VanishedJobs vanished() {
    return beat.vanishedJobs(Duration.ZERO);
  }
}
