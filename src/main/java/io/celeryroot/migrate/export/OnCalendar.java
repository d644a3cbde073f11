// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import io.celeryroot.cron.Intervals;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Interval;
import io.celeryroot.cron.timetable.Once;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.migrate.CronSets;
import io.celeryroot.migrate.Ranges;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Due instants as calendar events of systemd.time(7). */
final class OnCalendar {

  private static final List<String> DAYS = List.of("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat");
  private static final long HOUR = 3600;
  private static final long DAY = 86_400;

  private OnCalendar() {}

  /** Returns calendar events of which each counts; none when systemd has no such times. */
  static List<String> of(Timetable timetable) {
    if (timetable instanceof CronTimes cron) {
      return cron(CronSets.of(cron.text()), cron.zone());
    } else if (timetable instanceof Once once) {
      return List.of(
          once.at().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"))
              + " "
              + once.zone().getId());
    }
    return timetable instanceof Interval interval ? interval(interval) : List.of();
  }

  private static List<String> cron(CronSets sets, ZoneId zone) {
    String time =
        " "
            + field(sets.hours(), 0, 23)
            + ":"
            + field(sets.minutes(), 0, 59)
            + ":00 "
            + zone.getId();
    String months = "*-" + field(sets.months(), 1, 12) + "-";
    String weekdays = weekdays(sets.weekdays());
    List<String> days = new ArrayList<>();
    boolean hasDates = !sets.dates().isEmpty();
    boolean hasWeekdays = !sets.weekdays().isEmpty();
    for (String word : sets.movableDates()) {
      if (!word.matches("l(?:-\\d+)?")) {
        return List.of();
      }
      int before = word.equals("l") ? 0 : Integer.parseInt(word.substring(2));
      String weekday = sets.isEither() || !sets.restrictsWeekdays() ? "" : weekdays + " ";
      days.add(weekday + months.replaceFirst("-$", "~") + two(before + 1));
    }
    for (String word : sets.movableWeekdays()) {
      if (!sets.isEither() && sets.restrictsDates()) {
        return List.of();
      }
      String day = DAYS.get(word.charAt(0) - '0') + " ";
      if (word.endsWith("l")) {
        days.add(day + months.replaceFirst("-$", "~") + "01..07");
      } else {
        int week = Integer.parseInt(word.substring(word.indexOf('#') + 1));
        days.add(day + months + two(week * 7 - 6) + ".." + two(Math.min(31, week * 7)));
      }
    }
    if (sets.isEither()) {
      if (hasDates) {
        days.add(months + field(sets.dates(), 1, 31));
      }
      if (hasWeekdays) {
        days.add(weekdays + " " + months + "*");
      }
    } else if (hasDates && hasWeekdays) {
      String weekday = sets.restrictsWeekdays() ? weekdays + " " : "";
      days.add(weekday + months + field(sets.dates(), 1, 31));
    }
    return days.stream().map(day -> day + time).toList();
  }

  private static List<String> interval(Interval interval) {
    long seconds = interval.every().toSeconds();
    if (interval.from().isPresent()) {
      return List.of();
    }
    if (Intervals.isWholeDays(interval.every())) {
      return seconds == DAY
          ? List.of("*-*-* 00:00:00 " + interval.zone().getId())
          : seconds == 7 * DAY
              ? List.of("Thu *-*-* 00:00:00 " + interval.zone().getId())
              : List.of();
    }
    if (seconds % HOUR == 0 && DAY % seconds == 0) {
      return List.of("*-*-* 00/" + seconds / HOUR + ":00:00 UTC");
    }
    if (seconds % 60 == 0 && HOUR % seconds == 0) {
      return List.of("*-*-* *:00/" + seconds / 60 + ":00 UTC");
    }
    return 60 % seconds == 0 ? List.of("*-*-* *:*:00/" + seconds + " UTC") : List.of();
  }

  private static String field(BitSet set, int low, int high) {
    if (set.cardinality() == high - low + 1) {
      return "*";
    }
    int first = set.nextSetBit(0);
    int step = set.nextSetBit(first + 1) - first;
    if (set.cardinality() > 2 && step > 1 && isEven(set, first, step, high)) {
      return two(first) + "/" + step;
    }
    return Ranges.of(set, OnCalendar::two, "..");
  }

  private static boolean isEven(BitSet set, int first, int step, int high) {
    BitSet even = new BitSet();
    for (int value = first; value <= high; value += step) {
      even.set(value);
    }
    return even.equals(set);
  }

  private static String weekdays(BitSet set) {
    return Ranges.of(set, DAYS::get, "..");
  }

  private static String two(int number) {
    return "%02d".formatted(number);
  }
}
