// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Due instants the slow way: every minute of a period is looked at, every field is read anew from
 * the text. Shares nothing with the code under test and knows time changes only as "the offset
 * differs from that of the minute before".
 */
final class MinuteOracle {

  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final boolean[] minutes;
  private final boolean[] hours;
  private final boolean[] dates;
  private final boolean[] months;
  private final boolean[] weekdays;
  private final String[] movableDates;
  private final String[] movableWeekdays;
  private final boolean isEither;
  private final boolean isElapsed;
  private final ZoneRules rules;

  MinuteOracle(String expression, ZoneId zone) {
    String[] fields = expression.split(" ", -1);
    minutes = read(fields[0], 0, 59, List.of());
    hours = read(fields[1], 0, 23, List.of());
    movableDates = movable(fields[2]);
    movableWeekdays = movable(fields[4]);
    dates = read(fields[2], 1, 31, List.of());
    months = read(fields[3], 1, 12, MONTHS);
    weekdays = read(fields[4], 0, 7, DAYS);
    weekdays[0] |= weekdays[7];
    isEither = fields[2].charAt(0) != '*' && fields[4].charAt(0) != '*';
    isElapsed = fields[0].charAt(0) == '*' || fields[1].charAt(0) == '*';
    rules = zone.getRules();
  }

  List<Instant> between(Instant after, Instant until) {
    List<Instant> due = new ArrayList<>();
    Instant start = after.plusSeconds(60);
    ZoneOffset before = rules.getOffset(after);
    for (Instant minute = start; !minute.isAfter(until); minute = minute.plusSeconds(60)) {
      ZoneOffset now = rules.getOffset(minute);
      if (isDue(minute, before, now)) {
        due.add(minute);
      }
      before = now;
    }
    return due;
  }

  private boolean isDue(Instant minute, ZoneOffset before, ZoneOffset now) {
    LocalDateTime local = LocalDateTime.ofInstant(minute, now);
    if (isElapsed) {
      return matches(local);
    }
    return (matches(local) && !wasReadOnTheClockBefore(minute, local))
        || (!before.equals(now) && skippedOne(minute, before, now));
  }

  /** The same local time was there less than three hours ago. */
  private boolean wasReadOnTheClockBefore(Instant minute, LocalDateTime local) {
    for (int back = 5; back < 180; back += 5) {
      Instant earlier = minute.minus(Duration.ofMinutes(back));
      if (LocalDateTime.ofInstant(earlier, rules.getOffset(earlier)).equals(local)) {
        return true;
      }
    }
    return false;
  }

  private boolean skippedOne(Instant minute, ZoneOffset before, ZoneOffset now) {
    int skippedMinutes = (now.getTotalSeconds() - before.getTotalSeconds()) / 60;
    LocalDateTime skipped = LocalDateTime.ofInstant(minute, before);
    for (int i = 0; i < skippedMinutes && skippedMinutes < 180; i++) {
      if (matches(skipped.plusMinutes(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(LocalDateTime local) {
    boolean date = dates[local.getDayOfMonth()] || isMovableDate(local.toLocalDate());
    boolean weekday =
        weekdays[local.getDayOfWeek().getValue() % 7] || isMovableWeekday(local.toLocalDate());
    return minutes[local.getMinute()]
        && hours[local.getHour()]
        && months[local.getMonthValue()]
        && (isEither ? date || weekday : date && weekday);
  }

  private static String[] movable(String field) {
    return Arrays.stream(field.split(",", -1))
        .filter(MinuteOracle::isMovable)
        .map(entry -> entry.toUpperCase(java.util.Locale.ROOT))
        .toArray(String[]::new);
  }

  private static boolean isMovable(String entry) {
    return entry.matches("(?i).*#.*|.*L|L-.*|LW|\\d+W");
  }

  private boolean isMovableDate(LocalDate day) {
    if (movableDates.length == 0) {
      return false;
    }
    LocalDate last = day.with(TemporalAdjusters.lastDayOfMonth());
    for (String entry : movableDates) {
      if (entry.equals("L") && day.equals(last)) {
        return true;
      }
      if (entry.startsWith("L-")
          && day.plusDays(Integer.parseInt(entry.substring(2))).equals(last)) {
        return true;
      }
      if (entry.equals("LW") && isNearestWorkday(day, last)) {
        return true;
      }
      if (entry.matches("\\d+W")) {
        int wanted = Integer.parseInt(entry.substring(0, entry.length() - 1));
        if (wanted <= last.getDayOfMonth() && isNearestWorkday(day, day.withDayOfMonth(wanted))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Tries the days of the month by their distance; of two at the same distance the earlier. */
  private static boolean isNearestWorkday(LocalDate day, LocalDate wanted) {
    for (int distance = 0; distance < 4; distance++) {
      for (LocalDate near : List.of(wanted.minusDays(distance), wanted.plusDays(distance))) {
        if (near.getMonth() == wanted.getMonth() && near.getDayOfWeek().getValue() < 6) {
          return near.equals(day);
        }
      }
    }
    throw new IllegalStateException("no working day near " + wanted);
  }

  private boolean isMovableWeekday(LocalDate day) {
    for (String entry : movableWeekdays) {
      int mark = entry.endsWith("L") ? entry.length() - 1 : entry.indexOf('#');
      int weekday = number(entry.substring(0, mark), DAYS) % 7;
      boolean isInPlace =
          entry.endsWith("L")
              ? day.plusDays(7).getMonth() != day.getMonth()
              : (day.getDayOfMonth() + 6) / 7 == Integer.parseInt(entry.substring(mark + 1));
      if (day.getDayOfWeek().getValue() % 7 == weekday && isInPlace) {
        return true;
      }
    }
    return false;
  }

  private static boolean[] read(String field, int low, int high, List<String> names) {
    boolean[] chosen = new boolean[high + 1];
    for (String entry : Arrays.asList(field.split(",", -1))) {
      if (isMovable(entry)) {
        continue;
      }
      String[] halves = entry.split("/", -1);
      String[] ends =
          halves[0].equals("*") ? new String[] {"" + low, "" + high} : halves[0].split("-", -1);
      int from = number(ends[0], names);
      int to = ends.length == 1 ? from : number(ends[1], names);
      int step = halves.length == 1 ? 1 : Integer.parseInt(halves[1]);
      for (int value = from; value <= to; value += step) {
        chosen[value] = true;
      }
    }
    return chosen;
  }

  private static int number(String text, List<String> names) {
    int index = names.indexOf(text.toLowerCase(java.util.Locale.ROOT));
    return index >= 0 ? index : Integer.parseInt(text);
  }
}
