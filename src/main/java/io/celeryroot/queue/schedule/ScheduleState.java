// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The memory of Beats about a schedule.
 *
 * @param name key under {@code schedules:}
 * @param lastDue newest due instant that was dealt with; empty: none yet
 * @param lastRun id of the run of the newest due instant that became one
 * @param runs how many due instants became a run that was newer than all before; runs by hand, and
 *     those caught up after a newer one, do not count
 * @param missed how many missed due instants are listed, at most 1000
 * @param missedTotal how many were ever missed; never falls
 * @param paused the pause that goes on; empty: not paused
 * @param since first look of a Beat at it, or its first run if that was due earlier, by the clock
 *     of that Beat; empty: none yet
 * @param checkedAt up to when a Beat has looked for due instants
 * @param rests ended pauses, oldest first
 * @param plan expression and zone by which a Beat looked last, or {@link #DISABLED}
 * @param untargeted newest due instant that did not run because no target had a host; empty: none
 */
public record ScheduleState(
    String name,
    Optional<Instant> lastDue,
    Optional<String> lastRun,
    long runs,
    long missed,
    long missedTotal,
    Optional<Paused> paused,
    Optional<Instant> since,
    Optional<Instant> checkedAt,
    List<Pause> rests,
    Optional<String> plan,
    Optional<Instant> untargeted) {

  /** Instead of an expression, when the schedule was not enabled. */
  public static final String DISABLED = "disabled";

  public ScheduleState {
    rests = List.copyOf(rests);
  }

  public boolean isPaused() {
    return paused.isPresent();
  }

  /** A copy as after a look up to some time, by the timetable of that look. */
  public ScheduleState lookedUpTo(Instant until, String timetable) {
    return new ScheduleState(
        name,
        lastDue,
        lastRun,
        runs,
        missed,
        missedTotal,
        paused,
        since.filter(until::isAfter).or(() -> Optional.of(until)),
        Optional.of(until),
        rests,
        Optional.of(timetable),
        untargeted);
  }

  /** Returns true if no Beat has looked at it before. */
  public boolean isNew() {
    return checkedAt.isEmpty() && lastDue.isEmpty() && since.isEmpty();
  }

  /** Up to when Beats have looked, at least to before it was known; empty: not on record. */
  public Optional<Instant> lookedAt() {
    return checkedAt.or(() -> since.map(first -> first.minusSeconds(1))).or(() -> lastDue);
  }

  /** Returns true if the schedule was paused when it was due. */
  public boolean wasPausedAt(Instant due) {
    return rests.stream().anyMatch(rest -> rest.contains(due))
        || paused.filter(pause -> pause.contains(due)).isPresent();
  }
}
