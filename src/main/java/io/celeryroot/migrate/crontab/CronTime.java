// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.config.Durations;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.migrate.CronSets;
import io.celeryroot.migrate.DayWalk;
import io.celeryroot.migrate.EvenTimes;
import io.celeryroot.migrate.SourceTimes;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time of a crontab line, as keys of a schedule.
 *
 * @param keys {@code cron} or {@code every}, {@code splay}, and of an anacrontab what it catches up
 * @param times due instants by the rules of cron
 */
record CronTime(Map<String, Object> keys, SourceTimes times) {

  private static final Map<String, String> SYNONYMS =
      Map.of("@midnight", "@daily", "@annually", "@yearly", "@every_minute", "* * * * *");

  private static final Pattern RANDOM = Pattern.compile("(\\d{1,2})?~(\\d{1,2})?");

  /** Days of an anacrontab, by its periods. */
  private static final Map<String, String> PERIODS =
      Map.of(
          "1", "* * *",
          "@daily", "* * *",
          "7", "* * 0",
          "@weekly", "* * 0",
          "@monthly", "1 * *",
          "@yearly", "1 1 *",
          "@annually", "1 1 *");

  /**
   * Reads a time.
   *
   * @param text five fields, a word that begins with {@code @}, or what an anacrontab has
   * @param delay {@code RANDOM_DELAY}, which spreads the starts further
   * @param firstHour first hour at which jobs of an anacrontab start
   * @throws UnreadableValue it cannot be carried over
   */
  static CronTime read(String text, ZoneId zone, Duration delay, int firstHour) {
    if (text.startsWith("@every ")) {
      return every(text.substring("@every ".length()), zone, delay);
    }
    if (text.equals("@reboot")) {
      throw new UnreadableValue(
          "crontab-reboot",
          "@reboot is not a time",
          "start it on the host with a systemd unit that is enabled (WantedBy=multi-user.target)");
    }
    String[] parts = text.split(" ");
    if (parts.length == 2) {
      return anacron(parts, zone, delay, firstHour);
    }
    Spread spread = Spread.of(SYNONYMS.getOrDefault(text, text), delay);
    CronExpression cron = CronExpression.parse(spread.fields());
    if (!cron.isEverDue()) {
      throw new UnreadableValue(
          "crontab-never", "never due: " + Quote.of(text), "correct the day or the month");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("cron", cron.text());
    spread.addTo(keys);
    CronSets sets = CronSets.of(cron.text());
    SourceTimes times =
        new DayWalk(sets::hasDay, sets.hours(), sets.minutes(), sets.followsClock(), zone);
    return new CronTime(keys, times);
  }

  /** A job of anacron: as early as it may start, made up for later, and never beside itself. */
  private static CronTime anacron(String[] fields, ZoneId zone, Duration delay, int firstHour) {
    Duration start = Duration.ofHours(firstHour).plusMinutes(Long.parseLong(fields[1]));
    String days = PERIODS.get(fields[0]);
    if (days == null || start.toDays() > 0) {
      throw new UnreadableValue(
          "crontab-anacron",
          "a job of anacron that is not due each day, week, month or year at a time of it: "
              + Quote.of(String.join(" ", fields)),
          "write a schedule with \"every: 3d\" and \"from:\", or with \"cron:\", by hand");
    }
    String cron = start.toMinutesPart() + " " + start.toHours() + " " + days;
    CronTime time = read(cron, zone, delay, 0);
    time.keys().put("catch_up", "latest");
    time.keys().put("overlap", "skip");
    return time;
  }

  private static CronTime every(String text, ZoneId zone, Duration delay) {
    Duration every = Durations.parse(text);
    if (every.toSeconds() < 1 || every.toMillis() % 1000 != 0) {
      throw new UnreadableValue(
          "crontab-every", "not whole seconds: " + Quote.of(text), "write at least @every 1s");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("every", Durations.format(every));
    new Spread("", delay).addTo(keys);
    return new CronTime(keys, new EvenTimes(every, zone));
  }

  /**
   * Five fields whose random part has become a span, as cronie's {@code ~}.
   *
   * @param fields with the first value of each span
   * @param span zero: all start at once
   */
  private record Spread(String fields, Duration span) {

    static Spread of(String text, Duration delay) {
      if (!text.contains("~")) {
        return new Spread(text, delay);
      }
      String[] fields = text.split(" ");
      Matcher minute = RANDOM.matcher(fields[0]);
      Matcher hour = RANDOM.matcher(fields[1]);
      boolean isMinute = minute.matches();
      boolean isHour = hour.matches();
      boolean isElsewhere = (fields[2] + fields[3] + fields[4]).contains("~");
      boolean isOther =
          (fields[0].contains("~") && !isMinute) || (fields[1].contains("~") && !isHour);
      boolean isWholeHour = isMinute && first(minute) == 0 && last(minute, 59) == 59;
      if (isElsewhere || isOther || (isHour && !isWholeHour)) {
        throw new UnreadableValue(
            "crontab-random",
            "a random value that is not a span of minutes or of whole hours: " + Quote.of(text),
            "write the first time as cron and the length of the span as splay");
      }
      long minutes =
          isHour
              ? 60L * (last(hour, 23) - first(hour) + 1)
              : (long) last(minute, 59) - first(minute) + 1;
      if (minutes < 1) {
        throw new UnreadableValue(
            "crontab-random", "a span that ends before it begins: " + Quote.of(text), "");
      }
      fields[0] = Integer.toString(first(minute));
      fields[1] = isHour ? Integer.toString(first(hour)) : fields[1];
      return new Spread(String.join(" ", fields), delay.plusMinutes(minutes));
    }

    private static int first(Matcher span) {
      return span.group(1) == null ? 0 : Integer.parseInt(span.group(1));
    }

    private static int last(Matcher span, int highest) {
      return span.group(2) == null ? highest : Integer.parseInt(span.group(2));
    }

    void addTo(Map<String, Object> keys) {
      if (!span.isZero()) {
        keys.put("splay", Durations.format(span));
      }
    }
  }
}
