// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The engine of a Beat, without what wakes it.
 *
 * @param runs makes due runs
 * @param attempts ends jobs
 * @param vanished looks for jobs that were taken away, for new ones too
 */
record TestBeat(DueRuns runs, Attempts attempts, VanishedJobs vanished) {

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
    DueRuns runs =
        new DueRuns(
            config,
            host,
            redis,
            () -> Fingerprints.of(config),
            () -> orders,
            listener,
            Spans.NONE,
            new BeatTenure());
    Attempts attempts =
        new Attempts(
            redis, TaskRules.of(config), config.resultsKept(), failure -> {}, JobListener.NONE);
    return new TestBeat(
        runs, attempts, new VanishedJobs(config, redis, attempts, runs, listener, Duration.ZERO));
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

  /** Creates what makes due runs in a Beat of which nobody asks what it tells. */
  static DueRuns runs(ClConfig config, Redis redis) {
    return new DueRuns(
        config,
        "beat1",
        redis,
        () -> Fingerprints.of(config),
        () -> ControlState.NONE,
        EngineListener.NONE,
        Spans.NONE,
        new BeatTenure());
  }
}
