// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.cron.CronDoubt;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Interval;
import io.celeryroot.cron.timetable.Never;
import io.celeryroot.cron.timetable.Once;
import io.celeryroot.cron.timetable.Timetable;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The keys that say when a schedule is due, of which it has exactly one. */
final class TimeKeys {

  private static final Timetable UNREADABLE =
      new CronTimes(CronExpression.parse("@daily"), ZoneId.of("UTC"));

  static final Key<Schedule, CronExpression> CRON =
      Key.<Schedule, CronExpression>optional(
              "cron", Times.CRON, schedule -> as(schedule, CronTimes.class).map(CronTimes::cron))
          .withDefaultText(
              "one of `cron`, `every`, `at` is **required**; with `tasks`: started by hand")
          .meaning(
              "Five fields (minute, hour, day of the month, month, weekday) as in crontab(5), or"
                  + " `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. The day of the month"
                  + " can be `L` (the last), `LW` (the last working day) or `15W` (the working day"
                  + " nearest the 15th); the weekday `fri#2` (the 2nd Friday) or `friL` (the"
                  + " last).");

  static final Key<Schedule, Duration> EVERY =
      Key.<Schedule, Duration>optional(
              "every",
              Times.INTERVAL,
              schedule -> as(schedule, Interval.class).map(Interval::every))
          .meaning(
              "In place of `cron`: due at equal distances, counted from `from`, else from"
                  + " 1970-01-01T00:00 UTC. Whole days are days of the time zone, each at the same"
                  + " time of its clocks, counted from midnight if there is no `from`.");

  static final Key<Schedule, LocalDateTime> FROM =
      Key.<Schedule, LocalDateTime>optional(
              "from",
              Times.LOCAL_TIME,
              schedule -> as(schedule, Interval.class).flatMap(Interval::from))
          .meaning("With `every`: the first due instant, in the time zone of the schedule.");

  static final Key<Schedule, LocalDateTime> AT =
      Key.<Schedule, LocalDateTime>optional(
              "at", Times.LOCAL_TIME, schedule -> as(schedule, Once.class).map(Once::at))
          .meaning("In place of `cron`: due once, at this time in the time zone of the schedule.");

  static final Key<Schedule, ZoneId> TIMEZONE =
      Key.of("timezone", Times.ZONE, Schedule::zone)
          .withDefaultText("the file's")
          .meaning("Time zone of `cron`, `every`, `from` and `at`.");

  static final List<Key<Schedule, ?>> ALL = List.of(CRON, EVERY, AT);

  private TimeKeys() {}

  private static <T extends Timetable> Optional<T> as(Schedule schedule, Class<T> type) {
    return Optional.of(schedule.timetable().base()).filter(type::isInstance).map(type::cast);
  }

  /**
   * Makes the timetable of a schedule. Anything stands for one that cannot be read.
   *
   * @param fileZone of a schedule that names none
   * @param mayBeByHand true: one that does not say when it is due is started by hand
   */
  static Timetable timetable(Values values, ZoneId fileZone, boolean mayBeByHand) {
    ZoneId zone = values.find(TIMEZONE).orElse(fileZone);
    if (!values.has(EVERY)) {
      values.reportNoEffect(
          FROM, "\"from\" goes with \"every\"", "write \"every:\" beside it, or delete it");
    }
    Optional<Key<Schedule, ?>> given = values.only(ALL, "schedule-time");
    if (given.isEmpty() && mayBeByHand) {
      return new Never(zone);
    }
    if (given.isEmpty()) {
      values.report(
          values.key(),
          "missing-key",
          "never due: none of cron, every, at",
          Fix.say("add \"cron:\", \"every:\" or \"at:\""));
      return UNREADABLE;
    }
    Optional<Timetable> read =
        switch (given.get().name()) {
          case "cron" -> values.find(CRON).map(cron -> cron(values, cron, zone));
          case "every" ->
              values.find(EVERY).map(every -> new Interval(every, values.find(FROM), zone));
          default -> values.find(AT).map(at -> new Once(at, zone));
        };
    return read.orElse(UNREADABLE);
  }

  private static Timetable cron(Values values, CronExpression cron, ZoneId zone) {
    Scalar text = values.scalar(CRON).orElseThrow();
    for (CronDoubt doubt : cron.doubts()) {
      values
          .reading()
          .warn(text, doubt.offset(), doubt.length(), doubt.rule(), doubt.message(), doubt.hint());
    }
    return new CronTimes(cron, zone);
  }
}
