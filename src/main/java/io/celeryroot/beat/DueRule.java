// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.text.UnreadableValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The expression by which a schedule was due since the last look. It is the one of that look: a new
 * expression counts only from the moment a Beat has it. Instants that only the old one has do not
 * run any more.
 *
 * @param cron as of the last look
 * @param zone as of the last look
 * @param isAnyDue false: the schedule is disabled, or was at the last look
 * @param schedule as it is now
 */
record DueRule(CronExpression cron, ZoneId zone, boolean isAnyDue, Schedule schedule) {

  static DueRule of(Schedule schedule, ScheduleState state) {
    String then = state.plan().orElseGet(() -> text(schedule));
    boolean isAnyDue = schedule.enabled() && !then.equals(ScheduleState.DISABLED);
    return isAnyDue && !then.equals(text(schedule))
        ? parse(then, schedule).orElseGet(() -> of(schedule, isAnyDue))
        : of(schedule, isAnyDue);
  }

  private static DueRule of(Schedule schedule, boolean isAnyDue) {
    return new DueRule(schedule.cron(), schedule.zone(), isAnyDue, schedule);
  }

  private static Optional<DueRule> parse(String then, Schedule schedule) {
    int blank = then.lastIndexOf(' ');
    try {
      CronExpression cron = CronExpression.parse(then.substring(0, Math.max(blank, 0)));
      ZoneId zone = ZoneId.of(then.substring(blank + 1));
      return Optional.of(new DueRule(cron, zone, true, schedule));
    } catch (UnreadableValue | DateTimeException e) {
      // Written by another version.
      return Optional.empty();
    }
  }

  /** Text of the present rule, to be stored for the next look. */
  String now() {
    return text(schedule);
  }

  boolean isStillDue(Instant instant) {
    boolean isUnchanged = cron.equals(schedule.cron()) && zone.equals(schedule.zone());
    return isUnchanged || DueInstants.isDue(schedule.cron(), schedule.zone(), instant);
  }

  private static String text(Schedule schedule) {
    return schedule.enabled()
        ? schedule.cron().text() + " " + schedule.zone().getId()
        : ScheduleState.DISABLED;
  }
}
