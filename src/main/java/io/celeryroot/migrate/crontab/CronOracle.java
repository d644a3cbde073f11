// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.migrate.SourceTimes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Due instants the slow way, as crontab(5) of Debian describes them: every day is looked at, and
 * every time of it. Shares nothing with the package {@code cron}.
 *
 * <p>A time that the clocks skip is made up for at once, one that they show twice counts once. A
 * job whose minute or hour begins with a star follows the clock instead.
 */
final class CronOracle implements SourceTimes {

  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final int LAST_YEAR = 9999;

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet dates;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean isEither;
  private final boolean isElapsed;
  private final ZoneRules rules;

  CronOracle(String expression, ZoneId zone) {
    String[] fields = expression.split(" ", -1);
    minutes = read(fields[0], 0, 59, List.of());
    hours = read(fields[1], 0, 23, List.of());
    dates = read(fields[2], 1, 31, List.of());
    months = read(fields[3], 1, 12, MONTHS);
    weekdays = read(fields[4], 0, 7, DAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    isEither = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    isElapsed = fields[0].startsWith("*") || fields[1].startsWith("*");
    rules = zone.getRules();
  }

  @Override
  public List<Instant> next(Instant after, int count) {
    TreeSet<Instant> due = new TreeSet<>();
    LocalDate day =
        LocalDateTime.ofInstant(after, rules.getOffset(after)).toLocalDate().minusDays(1);
    int enough = -1;
    // One more day, because a time that is skipped at midnight is made up for on the next.
    while (enough < 1 && day.getYear() <= LAST_YEAR) {
      if (matches(day)) {
        addDay(day, due);
        due.headSet(after, true).clear();
      }
      enough += due.size() >= count ? 1 : 0;
      day = day.plusDays(1);
    }
    return due.stream().limit(count).toList();
  }

  private boolean matches(LocalDate day) {
    boolean date = dates.get(day.getDayOfMonth());
    boolean weekday = weekdays.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue()) && (isEither ? date || weekday : date && weekday);
  }

  private void addDay(LocalDate day, TreeSet<Instant> due) {
    hours.stream()
        .forEach(
            hour ->
                minutes.stream()
                    .mapToObj(minute -> day.atTime(hour, minute))
                    .forEach(time -> addTime(time, due)));
  }

  private void addTime(LocalDateTime time, TreeSet<Instant> due) {
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    if (!offsets.isEmpty()) {
      due.add(time.toInstant(offsets.get(0)));
    } else if (!isElapsed) {
      due.add(rules.getTransition(time).getInstant());
    }
    if (offsets.size() > 1 && isElapsed) {
      due.add(time.toInstant(offsets.get(1)));
    }
  }

  private static BitSet read(String field, int low, int high, List<String> names) {
    BitSet chosen = new BitSet();
    for (String entry : field.split(",", -1)) {
      String[] halves = entry.split("/", -1);
      String[] ends =
          halves[0].equals("*") ? new String[] {"" + low, "" + high} : halves[0].split("-", -1);
      int from = number(ends[0], names);
      int to = ends.length == 1 ? from : number(ends[1], names);
      int step = halves.length == 1 ? 1 : Integer.parseInt(halves[1]);
      // Weekdays may end on Sunday: fri-sun.
      int last = to < from ? to + 7 : to;
      for (int value = from; value <= last; value += step) {
        chosen.set(to < from ? value % 7 : value);
      }
    }
    return chosen;
  }

  private static int number(String text, List<String> names) {
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    return index >= 0 ? index : Integer.parseInt(text);
  }
}
