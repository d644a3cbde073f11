// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.Schedule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/**
 * The clocks of schedules, which fire at due instants. One that fires takes along the runs of all
 * schedules that are due at the same second. Thread-safe.
 */
public final class DueClock {

  private final Collection<Schedule> schedules;
  private final DueRuns runs;
  private final DueSecond second;

  /**
   * @param schedules all of the file
   * @param runs submits what is due
   */
  public DueClock(Collection<Schedule> schedules, DueRuns runs) {
    this.schedules = schedules;
    this.runs = runs;
    this.second = new DueSecond(this::dueAt, runs::submitEach);
  }

  /**
   * Submits the run of a clock that has fired. Checks again that the schedule is due, because the
   * clock may be wrong at time changes.
   *
   * @return true if the jobs of the run are in their queues; false: not due, paused, missed or held
   *     back
   */
  public boolean fire(Schedule schedule, Instant fired) {
    Instant due = fired.truncatedTo(ChronoUnit.SECONDS);
    if (isDue(schedule, due)) {
      second.fired(schedule, due);
    }
    return runs.isSubmitted(schedule, due);
  }

  private List<Schedule> dueAt(Instant due) {
    return schedules.stream().filter(schedule -> isDue(schedule, due)).toList();
  }

  private boolean isDue(Schedule schedule, Instant due) {
    return schedule.enabled()
        && schedule.timetable().isDue(due)
        && !runs.isSubmitted(schedule, due);
  }
}
