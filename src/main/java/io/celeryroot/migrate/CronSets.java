// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The five fields of a valid cron expression as sets of numbers, as crontab(5) of Debian describes
 * them. Shares nothing with the package {@code cron}, whose results it checks.
 *
 * @param movableDates words such as {@code L} and {@code 15W}
 * @param movableWeekdays words such as {@code fri#2}, with numbers for names: {@code 5#2}
 * @param followsClock true if minute or hour begins with a star: such a job follows the clock when
 *     it is set
 * @param isEither true if a day may match either day field
 */
public record CronSets(
    BitSet minutes,
    BitSet hours,
    BitSet dates,
    BitSet months,
    BitSet weekdays,
    List<String> movableDates,
    List<String> movableWeekdays,
    boolean followsClock,
    boolean isEither) {

  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /** Reads five fields, or a nickname such as {@code @daily}. */
  public static CronSets of(String text) {
    String[] fields = fields(text);
    List<String> dates = new ArrayList<>();
    List<String> weekdays = new ArrayList<>();
    BitSet days = read(fields[4], 0, 7, DAYS, weekdays);
    if (days.get(7)) {
      days.set(0);
      days.clear(7);
    }
    return new CronSets(
        read(fields[0], 0, 59, List.of(), dates),
        read(fields[1], 0, 23, List.of(), dates),
        read(fields[2], 1, 31, List.of(), dates),
        read(fields[3], 1, 12, MONTHS, dates),
        days,
        dates,
        weekdays,
        fields[0].startsWith("*") || fields[1].startsWith("*"),
        !fields[2].startsWith("*") && !fields[4].startsWith("*"));
  }

  /** Returns the five fields of an expression or a nickname as they are written. */
  public static String[] fields(String text) {
    return NICKNAMES.getOrDefault(text, text).split(" ", -1);
  }

  /** Returns true if the days of the month leave any out. */
  public boolean restrictsDates() {
    return dates.cardinality() < 31;
  }

  public boolean restrictsWeekdays() {
    return weekdays.cardinality() < 7;
  }

  /** Returns true if one or both day fields have the day, movable words aside. */
  public boolean hasDay(LocalDate day) {
    boolean date = dates.get(day.getDayOfMonth());
    boolean weekday = weekdays.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue()) && (isEither ? date || weekday : date && weekday);
  }

  private static BitSet read(
      String field, int low, int high, List<String> names, List<String> movable) {
    BitSet chosen = new BitSet();
    for (String entry : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (entry.matches(".*#.*|.*l|l-.*|lw|\\d+w")) {
        movable.add(withNumbers(entry, names));
        continue;
      }
      String[] halves = entry.split("/", -1);
      String[] ends =
          halves[0].equals("*") ? new String[] {"" + low, "" + high} : halves[0].split("-", -1);
      int from = number(ends[0], names);
      int to = number(ends[ends.length - 1], names);
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

  private static String withNumbers(String entry, List<String> names) {
    String name = entry.replaceFirst("(?:#.*|l)$", "");
    return names.contains(name)
        ? names.indexOf(name) % 7 + entry.substring(name.length())
        : entry.replaceFirst("^7", "0");
  }

  private static int number(String text, List<String> names) {
    int index = names.indexOf(text);
    return index >= 0 ? index : Integer.parseInt(text);
  }
}
