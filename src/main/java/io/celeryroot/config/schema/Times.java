// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.Durations;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.Intervals;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.cron.timetable.Dates;
import io.celeryroot.cron.timetable.Hours;
import io.celeryroot.cron.timetable.LocalTimes;
import io.celeryroot.cron.timetable.Weekdays;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** The types of values that say when something is due: cron expressions and time zones. */
public final class Times {

  /** A cron expression that is due at some time. */
  public static final Type<CronExpression> CRON =
      Types.parsed(
          "a cron expression",
          Times::cron,
          CronExpression::text,
          Schemas.pattern("^\\s*(@[A-Za-z]+|[^\\s@]\\S*(\\s+\\S+){4})\\s*$"));

  /** A region of the IANA database. A fixed offset knows no time changes and is refused. */
  public static final Type<ZoneId> ZONE =
      Types.parsed("a time zone", TimeZones::parse, ZoneId::getId, Schemas.text());

  /** A duration of whole seconds from 1 s to 366 days. */
  public static final Type<Duration> INTERVAL =
      Types.<Duration>parsed(
              "a duration",
              Times::interval,
              Durations::format,
              Schemas.pattern("^" + Durations.UNITS.form() + "$"))
          .limited(", 1s to 366d");

  /** A date and time without an offset. */
  public static final Type<LocalDateTime> LOCAL_TIME =
      Types.<LocalDateTime>parsed(
          "a date and time",
          LocalTimes::parse,
          LocalTimes::format,
          Schemas.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$"));

  public static final Type<Dates> DATES =
      Types.parsed("a date or a range", Dates::parse, Dates::text, Schemas.text());

  public static final Type<Weekdays> WEEKDAYS =
      Types.parsed("a weekday or a range", Weekdays::parse, Weekdays::text, Schemas.text());

  public static final Type<Hours> HOURS =
      Types.parsed("two times", Hours::parse, Hours::text, Schemas.text());

  private Times() {}

  private static Duration interval(String text) {
    Duration duration = Durations.parse(text);
    if (!Intervals.isAllowed(duration)) {
      Duration nearest =
          duration.compareTo(Intervals.LONGEST) > 0 ? Intervals.LONGEST : seconds(duration);
      throw new UnreadableValue(
          "duration-range",
          "need whole seconds from 1s to 366d",
          "",
          Optional.of(Durations.format(nearest)));
    }
    return duration;
  }

  private static Duration seconds(Duration duration) {
    return Duration.ofSeconds(Math.max(duration.toSeconds(), 1));
  }

  private static CronExpression cron(String text) {
    CronExpression cron = CronExpression.parse(text);
    if (!cron.isEverDue()) {
      throw new UnreadableValue(
          "cron-never",
          "never due, no month it names has such a day",
          "change the day of the month or the month");
    }
    return cron;
  }
}
