// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.reconcile.ClockWatch;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A real Beat over a real Redis; only the clock is simulated, so who drives it says when Quartz
 * fires and when the reconciler looks. Confined to one thread.
 */
public final class SimulatedBeat implements AutoCloseable {

  private final ClConfig config;
  private final Redis redis;
  private final RedisAvailability availability;
  private final Beat beat;
  private final BeatMaintenance maintenance;
  private long last = Long.MAX_VALUE;

  /**
   * Starts it.
   *
   * @param clock what it takes for the time
   */
  public SimulatedBeat(ClConfig config, InstantSource clock) {
    this(() -> reading(clock.instant()), config);
  }

  /** Clocks of a machine on which nobody sets the time. */
  private static ClockWatch.Reading reading(Instant now) {
    return new ClockWatch.Reading(now, now.getEpochSecond() * 1_000_000_000L, Optional.empty());
  }

  /** Starts it with clocks of which one may be wrong. */
  SimulatedBeat(Supplier<ClockWatch.Reading> clocks, ClConfig config) {
    this.config = config;
    this.redis = Redis.lazily(config.redis(), Seals.NONE);
    this.availability = new RedisAvailability(InstantSource.system());
    this.beat =
        new Beat(
            TestBeat.setup(
                config,
                "beat1",
                redis,
                ControlState.NONE,
                EngineListener.NONE,
                availability,
                clocks,
                () -> runs() >= last));
    this.maintenance = beat.maintenance();
  }

  private long runs() {
    return beat.tenure().runs().sum();
  }

  /** Ends with so many runs, as if it was stopped during its look. */
  void endAfter(long runs) {
    last = runs;
  }

  /** Does what Quartz does at each minute: it fires what may be due. */
  public void fire(Instant minute) {
    for (Schedule schedule : config.schedules().values()) {
      if (schedule.enabled() && schedule.timetable().isDue(minute)) {
        try {
          beat.clock().fire(schedule, minute);
        } catch (QueueUnavailable e) {
          availability.failed(e);
        }
      }
    }
  }

  /** One look of the reconciler at all schedules. */
  public void reconcile() {
    maintenance.reconcile();
  }

  /** One look at the workflows that run. */
  public void goOn() {
    beat.workflows().live().forEach(run -> beat.workflows().advance(run, Integer.MAX_VALUE));
  }

  /** What the command that cancels a workflow does. */
  void cancel(String run) {
    beat.workflowRuns().cancel(run);
  }

  /** One look for jobs of dead workers. */
  public void recover() {
    maintenance.recover();
  }

  @Override
  public void close() {
    redis.close();
  }
}
