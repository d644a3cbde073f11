// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * What Beats remember of a schedule.
 *
 * @param name key under {@code schedules:}
 * @param lastDue newest due instant that was dealt with; empty: none yet
 * @param lastRun id of the newest run
 * @param runs how many runs there were
 * @param missed how many due instants were missed
 * @param paused since when; empty: not paused
 * @param checkedAt up to when a Beat has looked for due instants
 */
public record ScheduleState(
    String name,
    Optional<Instant> lastDue,
    Optional<String> lastRun,
    long runs,
    long missed,
    Optional<Instant> paused,
    Optional<Instant> checkedAt) {

  public boolean isPaused() {
    return paused.isPresent();
  }
}
