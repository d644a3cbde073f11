// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.timetable.Plans;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Instant;

/**
 * The timetable by which a schedule was due since the last look. It is the one of that look: a new
 * timetable counts only from the moment a Beat has it. Instants that only the old one has do not
 * run any more.
 *
 * @param timetable as of the last look
 * @param isAnyDue false: the schedule is disabled, or was at the last look
 * @param schedule as it is now
 */
record DueRule(Timetable timetable, boolean isAnyDue, Schedule schedule) {

  static DueRule of(Schedule schedule, ScheduleState state) {
    String then = state.plan().orElseGet(() -> planOf(schedule));
    boolean isAnyDue = schedule.enabled() && !then.equals(ScheduleState.DISABLED);
    Timetable present = schedule.timetable();
    return new DueRule(
        isAnyDue && !then.equals(planOf(schedule))
            ? Plans.parse(then).orElse(present) // Another version may have written it.
            : present,
        isAnyDue,
        schedule);
  }

  /** Text of the present rule. */
  String now() {
    return planOf(schedule);
  }

  boolean isStillDue(Instant instant) {
    return timetable.equals(schedule.timetable()) || schedule.timetable().isDue(instant);
  }

  /** Text of the rule of a schedule, to be stored for the next look. */
  static String planOf(Schedule schedule) {
    return schedule.enabled() ? schedule.timetable().plan() : ScheduleState.DISABLED;
  }
}
