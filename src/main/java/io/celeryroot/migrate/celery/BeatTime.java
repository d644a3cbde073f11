// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.config.Durations;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.Intervals;
import io.celeryroot.migrate.EvenTimes;
import io.celeryroot.migrate.SourceTimes;
import io.celeryroot.migrate.celery.PythonValue.Crontab;
import io.celeryroot.migrate.celery.PythonValue.Every;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Span;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code schedule} of an entry as keys of a schedule.
 *
 * @param keys {@code cron} or {@code every}, and perhaps {@code only_in}
 * @param calendars that these need, as in cl.yaml
 * @param times due instants by the rules of Celery
 */
record BeatTime(Map<String, Object> keys, Map<String, Object> calendars, SourceTimes times) {

  /**
   * Reads a schedule.
   *
   * @throws UnreadableValue it cannot be carried over
   */
  static BeatTime of(PythonValue schedule, ZoneId zone) {
    if (schedule instanceof Num number) {
      return every(number.number(), zone);
    } else if (schedule instanceof Span span) {
      return every(span.seconds(), zone);
    } else if (schedule instanceof Every every) {
      return of(every.runEvery(), zone);
    } else if (schedule instanceof Crontab crontab) {
      return cron(CrontabFields.of(crontab), zone);
    } else if (schedule instanceof Unknown why) {
      throw why.mistake();
    }
    throw new UnreadableValue(
        "celery-schedule",
        "not a schedule that the file itself tells: " + schedule.shown(),
        "write crontab(...), a timedelta or seconds into a copy of the file");
  }

  private static BeatTime every(BigDecimal seconds, ZoneId zone) {
    boolean isWhole = seconds.stripTrailingZeros().scale() <= 0;
    boolean isShort = seconds.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0;
    Duration every = isShort ? Duration.ofSeconds(seconds.longValue()) : Duration.ZERO;
    if (!isWhole || !Intervals.isAllowed(every)) {
      throw new UnreadableValue(
          "celery-interval",
          "every %s s, cl knows whole seconds from 1 s to 366 days"
              .formatted(seconds.stripTrailingZeros().toPlainString()),
          "choose such an interval; what runs more often belongs into a service");
    }
    return new BeatTime(
        Map.of("every", Durations.format(every)), Map.of(), new EvenTimes(every, zone));
  }

  private static BeatTime cron(CrontabFields fields, ZoneId zone) {
    Map<String, Object> keys = new LinkedHashMap<>();
    Map<String, Object> calendars = new LinkedHashMap<>();
    String dates = fields.dayOfMonth().text();
    String weekdays = fields.dayOfWeek().text();
    if (fields.hasBothDays() && !fields.weeks().isEmpty()) {
      dates = "*";
      weekdays = fields.dayOfWeek().inWeeks(fields.weeks());
    } else if (fields.hasBothDays()) {
      List<String> days = fields.dayOfWeek().weekdays();
      String name = "on_" + String.join("_", days);
      calendars.put(name, Map.of("weekdays", days));
      keys.put("only_in", List.of(name));
      weekdays = "*";
    }
    String cron = fields.cron(dates, weekdays);
    if (!CronExpression.parse(cron).isEverDue()) {
      throw new UnreadableValue(
          "celery-crontab", "never due: no month has such a day", "correct the day or the month");
    }
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("cron", cron);
    ordered.putAll(keys);
    return new BeatTime(ordered, calendars, fields.times(zone));
  }
}
