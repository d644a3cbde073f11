// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Instant;
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
    requireNonNull(schedule, "schedule");
    requireNonNull(state, "state");
    missed = List.copyOf(missed);
  }

  /**
   * Number of recorded due instants that did not run. At most 1000 are recorded, for {@code
   * results_kept}.
   */
  public long missedCount() {
    return missed.isEmpty() ? 0 : state.missed();
  }
}
