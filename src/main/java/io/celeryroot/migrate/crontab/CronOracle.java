// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.migrate.DayWalk;
import io.celeryroot.migrate.SourceTimes;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Due instants of five fields as crontab(5) of Debian describes them. Shares nothing with the
 * package {@code cron}.
 *
 * <p>A job whose minute or hour begins with a star follows the clock. When neither day field does,
 * a day that matches either of them counts.
 */
final class CronOracle implements SourceTimes {

  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final BitSet dates;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean isEither;
  private final SourceTimes times;

  CronOracle(String expression, ZoneId zone) {
    String[] fields = expression.split(" ", -1);
    dates = read(fields[2], 1, 31, List.of());
    months = read(fields[3], 1, 12, MONTHS);
    weekdays = read(fields[4], 0, 7, DAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    isEither = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    times =
        new DayWalk(
            this::matches,
            read(fields[1], 0, 23, List.of()),
            read(fields[0], 0, 59, List.of()),
            fields[0].startsWith("*") || fields[1].startsWith("*"),
            zone);
  }

  @Override
  public List<Instant> next(Instant after, int count) {
    return times.next(after, count);
  }

  private boolean matches(LocalDate day) {
    boolean date = dates.get(day.getDayOfMonth());
    boolean weekday = weekdays.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue()) && (isEither ? date || weekday : date && weekday);
  }

  private static BitSet read(String field, int low, int high, List<String> names) {
    BitSet chosen = new BitSet();
    for (String entry : field.split(",", -1)) {
      String[] halves = entry.split("/", -1);
      String[] ends =
          halves[0].equals("*") ? new String[] {"" + low, "" + high} : halves[0].split("-", -1);
      int from = number(ends[0], names);
      int to = ends.length == 1 ? from : number(ends[1], names);
      int step = halves.length == 1 ? 1 : step(halves[1]);
      // Weekdays may end on Sunday: fri-sun.
      int last = to < from ? to + 7 : to;
      for (int value = from; value <= last; value += step) {
        chosen.set(to < from ? value % 7 : value);
      }
    }
    return chosen;
  }

  /** A step of hundreds of digits is one that exceeds its field. */
  private static int step(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(1000)).intValueExact();
  }

  private static int number(String text, List<String> names) {
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    return index >= 0 ? index : Integer.parseInt(text);
  }
}
