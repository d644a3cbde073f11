// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.cron.timetable.Calendar;
import io.celeryroot.cron.timetable.Dates;
import io.celeryroot.cron.timetable.Hours;
import io.celeryroot.cron.timetable.Weekdays;
import java.time.ZoneId;
import java.util.List;

/** Keys of a calendar. */
public final class CalendarKeys {

  static final Key<Calendar, List<Dates>> DATES =
      Key.of("dates", Types.texts(Times.DATES), Calendar::dates)
          .withDefaultText("all days")
          .meaning("Days, such as `2026-12-24`, and ranges of them: `2026-12-24..2026-12-26`.");

  static final Key<Calendar, List<Weekdays>> WEEKDAYS =
      Key.of("weekdays", Types.texts(Times.WEEKDAYS), Calendar::weekdays)
          .withDefaultText("all weekdays")
          .meaning("Weekdays, such as `sat`, and ranges of them: `mon-fri`.");

  static final Key<Calendar, List<Hours>> HOURS =
      Key.of("hours", Types.texts(Times.HOURS), Calendar::hours)
          .withDefaultText("the whole day")
          .meaning(
              "Times of the day, such as `08:00-18:00`; the second time is not included. One may"
                  + " go over midnight: `22:00-06:00`.");

  static final Key<Calendar, ZoneId> TIMEZONE =
      Key.of("timezone", Times.ZONE, Calendar::zone)
          .withDefaultText("the file's")
          .meaning("Time zone of its dates, weekdays and hours.");

  static final Key<Calendar, List<String>> NOT =
      Key.of(
              "not",
              Types.texts(Types.TEXT),
              (Calendar calendar) -> calendar.not().stream().map(Calendar::name).toList())
          .meaning("Other calendars, whose times do not belong to this one.");

  public static final Section<Calendar> CALENDAR =
      new Section<>(
          "calendar",
          "calendars.<calendar>",
          "A named set of days and times, for `only_in` and `blackout`. A time belongs to it when"
              + " its day, its weekday and its time of the day all do.",
          List.of(DATES, WEEKDAYS, HOURS, TIMEZONE, NOT));

  private CalendarKeys() {}

  /** Returns whether a calendar says anything. */
  static boolean isGiven(Values values) {
    return List.of(DATES, WEEKDAYS, HOURS, NOT).stream().anyMatch(values::has);
  }

  /**
   * Makes a calendar.
   *
   * @param fileZone of one that names none
   * @param not calendars that it leaves out
   */
  static Calendar calendar(Values values, ZoneId fileZone, List<Calendar> not) {
    return new Calendar(
        values.name(),
        values.find(DATES).orElse(List.of()),
        values.find(WEEKDAYS).orElse(List.of()),
        values.find(HOURS).orElse(List.of()),
        values.find(TIMEZONE).orElse(fileZone),
        not);
  }
}
