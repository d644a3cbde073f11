// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A schedule and its state as Beats recorded it.
 *
 * @param schedule as in cl.yaml
 * @param state as in Redis
 * @param nextDue after the end of a pause that has one; empty: disabled, paused without an end, or
 *     never due
 * @param missed the newest due instants that did not run, newest first
 * @param lastRun the newest run, if its record is still kept
 */
public record ScheduleView(
    Schedule schedule,
    ScheduleState state,
    Optional<Instant> nextDue,
    List<Instant> missed,
    Optional<RunSummary> lastRun) {

  public ScheduleView {
    missed = List.copyOf(missed);
  }

  /**
   * Finds the next due instants that will run: after a pause that has an end, and not while
   * calendars keep the schedule from starting.
   *
   * @return oldest first; empty: disabled, paused without an end, or never due
   */
  public static List<Instant> nextRuns(
      Schedule schedule, ScheduleState state, Instant now, int most) {
    Optional<Instant> end = state.paused().flatMap(Paused::until);
    if (!schedule.enabled() || (state.isPaused() && end.isEmpty())) {
      return List.of();
    }
    Instant from = end.map(until -> until.minusNanos(1)).filter(now::isBefore).orElse(now);
    List<Instant> next = new ArrayList<>();
    Optional<Instant> due = schedule.nextRun(from);
    while (due.isPresent() && next.size() < most) {
      next.add(due.get());
      due = schedule.nextRun(due.get());
    }
    return List.copyOf(next);
  }

  /**
   * Number of recorded due instants that did not run. At most 1000 are recorded, for {@code
   * results_kept}.
   */
  public long missedCount() {
    return missed.isEmpty() ? 0 : state.missed();
  }
}
