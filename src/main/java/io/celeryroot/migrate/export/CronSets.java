// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The five fields of a valid cron expression as sets of numbers.
 *
 * @param movableDates words such as {@code L} and {@code 15W}
 * @param movableWeekdays words such as {@code fri#2}, with numbers for names: {@code 5#2}
 * @param isEither true if a day may match either day field
 */
record CronSets(
    BitSet minutes,
    BitSet hours,
    BitSet dates,
    BitSet months,
    BitSet weekdays,
    List<String> movableDates,
    List<String> movableWeekdays,
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

  static CronSets of(String text) {
    String[] fields = NICKNAMES.getOrDefault(text, text).split(" ", -1);
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
        !fields[2].startsWith("*") && !fields[4].startsWith("*"));
  }

  /** Returns true if the days of the month leave any out. */
  boolean restrictsDates() {
    return dates.cardinality() < 31;
  }

  boolean restrictsWeekdays() {
    return weekdays.cardinality() < 7;
  }

  /** Returns five fields that every cron reads; empty when it needs words that only some have. */
  Optional<String> forAnyCron(String text) {
    if (!movableDates.isEmpty() || !movableWeekdays.isEmpty()) {
      return Optional.empty();
    }
    String[] fields = NICKNAMES.getOrDefault(text, text).split(" ", -1);
    if (fields[3].matches(".*[A-Za-z].*")) {
      fields[3] = numbers(months);
    }
    if (!fields[4].matches("\\*(?:/\\d+)?|[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*")
        || fields[4].matches(".*[1-7]-0.*")) {
      fields[4] = (fields[4].startsWith("*") ? "*/7," : "") + numbers(weekdays);
    }
    return Optional.of(String.join(" ", fields));
  }

  private static String numbers(BitSet set) {
    return Ranges.of(set, Integer::toString, "-");
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
      int step = halves.length == 1 ? 1 : Integer.parseInt(halves[1]);
      int last = to < from ? to + 7 : to;
      for (int value = from; value <= last; value += step) {
        chosen.set(to < from ? value % 7 : value);
      }
    }
    return chosen;
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
