// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static io.celeryroot.cron.MovableDay.Kind.LAST;
import static io.celeryroot.cron.MovableDay.Kind.LAST_WEEKDAY;
import static io.celeryroot.cron.MovableDay.Kind.LAST_WORKDAY;
import static io.celeryroot.cron.MovableDay.Kind.NTH_WEEKDAY;
import static io.celeryroot.cron.MovableDay.Kind.WORKDAY_NEAR;

/**
 * A day whose date depends on the month, such as {@code L}, {@code 15W} or {@code fri#2}. The
 * meanings are those of Quartz. Working days are Monday to Friday.
 *
 * @param number {@link Kind#LAST}: days before the last, 0 to 30; {@link Kind#WORKDAY_NEAR}: the
 *     date, 1 to 31; {@link Kind#NTH_WEEKDAY}: the count, 1 to 5; else 0
 * @param weekday from Sunday = 0; 0 where the kind has none
 */
record MovableDay(Kind kind, int number, int weekday) {

  enum Kind {
    LAST,
    LAST_WORKDAY,
    WORKDAY_NEAR,
    NTH_WEEKDAY,
    LAST_WEEKDAY
  }

  private static final int SUNDAY = 0;
  private static final int SATURDAY = 6;

  /** The last day of the month, or one that is {@code before} days earlier. */
  static MovableDay last(int before) {
    return new MovableDay(LAST, before, 0);
  }

  static MovableDay lastWorkday() {
    return new MovableDay(LAST_WORKDAY, 0, 0);
  }

  /** The working day nearest a date, in the same month. */
  static MovableDay workdayNear(int date) {
    return new MovableDay(WORKDAY_NEAR, date, 0);
  }

  static MovableDay nth(int count, int weekday) {
    return new MovableDay(NTH_WEEKDAY, count, weekday);
  }

  static MovableDay lastWeekday(int weekday) {
    return new MovableDay(LAST_WEEKDAY, 0, weekday);
  }

  /** Returns true if the weekday field chooses it, false if the day field does. */
  boolean isByWeekday() {
    return kind == NTH_WEEKDAY || kind == LAST_WEEKDAY;
  }

  /**
   * The day of a month.
   *
   * @param firstWeekday weekday of the 1st, from Sunday = 0
   * @param length of the month in days
   * @return 1 to 31; 0: the month has no such day
   */
  int in(int firstWeekday, int length) {
    int lastWeekday = weekdayOf(length, firstWeekday);
    return switch (kind) {
      case LAST -> Math.max(length - number, 0);
      case LAST_WORKDAY -> workday(length, firstWeekday, length);
      case WORKDAY_NEAR -> number > length ? 0 : workday(number, firstWeekday, length);
      case NTH_WEEKDAY -> {
        int day = 1 + (weekday - firstWeekday + 7) % 7 + (number - 1) * 7;
        yield day > length ? 0 : day;
      }
      case LAST_WEEKDAY -> length - (lastWeekday - weekday + 7) % 7;
    };
  }

  private static int workday(int day, int firstWeekday, int length) {
    return switch (weekdayOf(day, firstWeekday)) {
      case SATURDAY -> day == 1 ? 3 : day - 1;
      case SUNDAY -> day == length ? day - 2 : day + 1;
      default -> day;
    };
  }

  private static int weekdayOf(int day, int firstWeekday) {
    return (firstWeekday + day - 1) % 7;
  }
}
