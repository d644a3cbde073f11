// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.queue.RunIds;
import io.celeryroot.queue.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gap between what was due and what ran, whatever the cause: a restart, a time change, a
 * misfire, a jump of the clock. What is inside the catch-up policy runs now, the rest is recorded
 * as missed. Safe beside the clock and other Beats, because the same due instant is the same run.
 */
final class Reconciler {

  /** Younger due instants are left to the clock of this or another Beat. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int CHUNK = 1000;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final InstantSource clock;
  private final Submitted submitted;
  private final BiPredicate<Schedule, Instant> submit;

  /**
   * @param submitted what this Beat knows to be done
   * @param submit puts a run into its queues and tells whether that was done completely; may be
   *     repeated
   */
  Reconciler(InstantSource clock, Submitted submitted, BiPredicate<Schedule, Instant> submit) {
    this.clock = clock;
    this.submitted = submitted;
    this.submit = submit;
  }

  /** One look at one schedule. */
  void reconcile(Schedule schedule, ScheduleState state, Services services) {
    Instant until = clock.instant().minus(MARGIN);
    Optional<Instant> since = state.checkedAt().or(state::lastDue);
    boolean isResting = !schedule.enabled() || state.isPaused();
    if (since.isPresent() && since.get().isBefore(until) && !isResting) {
      boolean isDone = closeGap(schedule, state, since.get(), until, services);
      if (!isDone) {
        return;
      }
    }
    services.schedules().recordChecked(schedule.name(), until);
  }

  private boolean closeGap(
      Schedule schedule, ScheduleState state, Instant since, Instant until, Services services) {
    Instant windowStart = clock.instant().minus(schedule.catchUpWindow()).minusNanos(1);
    Instant from = since;
    if (since.isBefore(windowStart)) {
      from = windowStart.isBefore(until) ? windowStart : until;
      recordOld(schedule, state, since, from, services);
    }
    List<Instant> due =
        DueInstants.between(schedule.cron(), schedule.zone(), from, until, 10 * CHUNK);
    List<Instant> begun =
        due.stream()
            .filter(instant -> !isSubmitted(schedule, instant))
            .filter(instant -> hasRecord(schedule, instant, services))
            .toList();
    List<Instant> late =
        due.stream()
            .filter(instant -> !isSubmitted(schedule, instant) && !begun.contains(instant))
            .toList();
    CatchUpPlan plan =
        CatchUpPlan.of(schedule.catchUp(), schedule.catchUpWindow(), late, clock.instant());
    recordMissed(schedule, plan.missed(), services);
    return begun.stream().allMatch(instant -> submit.test(schedule, instant))
        && plan.run().stream().allMatch(instant -> catchUp(schedule, instant));
  }

  /** Beyond the window nothing runs any more, so the past may be long and is taken in pieces. */
  private void recordOld(
      Schedule schedule, ScheduleState state, Instant since, Instant until, Services services) {
    Instant from = since;
    List<Instant> due = DueInstants.between(schedule.cron(), schedule.zone(), from, until, CHUNK);
    while (!due.isEmpty()) {
      List<Instant> missed =
          due.stream()
              .filter(instant -> !isSubmitted(schedule, instant))
              .filter(instant -> isNewer(state, instant) || !hasRecord(schedule, instant, services))
              .toList();
      recordMissed(schedule, missed, services);
      from = due.get(due.size() - 1);
      services.schedules().recordChecked(schedule.name(), from);
      due = DueInstants.between(schedule.cron(), schedule.zone(), from, until, CHUNK);
    }
  }

  private static boolean isNewer(ScheduleState state, Instant instant) {
    return state.lastDue().map(instant::isAfter).orElse(true);
  }

  private boolean isSubmitted(Schedule schedule, Instant due) {
    return submitted.contains(RunIds.due(schedule.name(), due));
  }

  private static boolean hasRecord(Schedule schedule, Instant due, Services services) {
    return services.runs().find(RunIds.due(schedule.name(), due)).isPresent();
  }

  private boolean catchUp(Schedule schedule, Instant due) {
    LOG.info("schedule {}: due at {}, did not run; runs now", schedule.name(), due);
    return submit.test(schedule, due);
  }

  private static void recordMissed(Schedule schedule, List<Instant> missed, Services services) {
    if (!missed.isEmpty()) {
      services.schedules().recordMissed(schedule.name(), missed);
      LOG.warn(
          "schedule {}: missed={} from {} to {}; catch_up is {}, window {} s",
          schedule.name(),
          missed.size(),
          missed.get(0),
          missed.get(missed.size() - 1),
          schedule.catchUp(),
          schedule.catchUpWindow().toSeconds());
    }
  }
}
