// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.text.UnreadableValue;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of the day, which may go over midnight.
 *
 * @param from minute of the day, 0 to 1439
 * @param until minute of the day, not included, 1 to 1440
 */
public record Hours(int from, int until) {

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})");
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;

  /**
   * Reads two times, such as {@code 08:00-18:00} or {@code 22:00-06:00}.
   *
   * @throws UnreadableValue any other text, or two times that are the same
   */
  public static Hours parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new UnreadableValue(
          "hours", "not two times of the day", "write hours such as 08:00-18:00 or 22:00-06:00");
    }
    int from = minute(matcher.group(1), matcher.group(2));
    int until = minute(matcher.group(3), matcher.group(4));
    if (from >= DAY || until > DAY || from == until) {
      throw new UnreadableValue(
          "hours",
          from == until ? "the same time twice" : "no such time of the day",
          "write two times from 00:00 to 24:00, the first of them before 24:00");
    }
    return new Hours(from, until == 0 ? DAY : until);
  }

  private static int minute(String hours, String minutes) {
    int minute = Integer.parseInt(minutes);
    return minute < HOUR ? Integer.parseInt(hours) * HOUR + minute : DAY + 1;
  }

  boolean contains(LocalTime time) {
    int minute = time.getHour() * HOUR + time.getMinute();
    return from < until ? minute >= from && minute < until : minute >= from || minute < until;
  }

  /** Writes it as {@link #parse} reads it. */
  public String text() {
    return clock(from) + "-" + clock(until);
  }

  private static String clock(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / HOUR, minute % HOUR);
  }
}
