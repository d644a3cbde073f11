// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The three fields that choose days.
 *
 * <p>When both day fields are restricted (neither begins with {@code *}) a day that matches either
 * of them counts, otherwise it must match both. So a star with step 2 together with {@code mon}
 * means Mondays with an odd date.
 *
 * @param days dates of the day field
 * @param weekdays of the weekday field
 * @param movable further days of both fields
 */
record DayRule(
    FieldValues days, FieldValues months, FieldValues weekdays, List<MovableDay> movable) {

  /** The last year that is searched. */
  static final int LAST_YEAR = 9999;

  private static final int[] LONGEST = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  DayRule {
    movable = List.copyOf(movable);
  }

  /** The movable days of the day field. */
  List<MovableDay> movableDays() {
    return movable.stream().filter(day -> !day.isByWeekday()).toList();
  }

  /** The movable days of the weekday field. */
  List<MovableDay> movableWeekdays() {
    return movable.stream().filter(MovableDay::isByWeekday).toList();
  }

  boolean isEither() {
    return !days.startsWithStar() && !weekdays.startsWithStar();
  }

  /** Returns true when every day of the chosen months counts. */
  boolean isEveryDay() {
    return isEither() ? days.isFull() || weekdays.isFull() : days.isFull() && weekdays.isFull();
  }

  /** Returns true when only the day of the month decides. */
  boolean isByDate() {
    return !isEveryDay() && !isEither() && weekdays.isFull();
  }

  /** Returns true when only the weekday decides. */
  boolean isByWeekday() {
    return !isEveryDay() && !isEither() && days.isFull();
  }

  /** Returns true when a chosen month has a chosen date; each date falls on any weekday in time. */
  boolean hasDates() {
    return months.all().anyMatch(month -> days.first() <= LONGEST[month]);
  }

  /** The most days that a month can have. */
  static int longest(int month) {
    return LONGEST[month];
  }

  /** Returns true when a chosen month can have the day. */
  boolean canHave(MovableDay day) {
    return months.all().anyMatch(month -> day.in(0, LONGEST[month]) > 0);
  }

  /** Returns true when a month has a date of the day field in its longest form. */
  boolean hasDateIn(int month) {
    return days.first() <= LONGEST[month]
        || movableDays().stream().anyMatch(day -> day.in(0, LONGEST[month]) > 0);
  }

  boolean isPossible() {
    return isEither() || (movable.isEmpty() ? hasDates() : occurs());
  }

  /** Looks through 28 years, after which the calendar repeats itself. */
  private boolean occurs() {
    for (int year = 2000; year < 2028; year++) {
      for (int month = months.first(); month <= months.last(); month++) {
        if (months.contains(month) && admitted(LocalDate.of(year, month, 1)) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  boolean contains(LocalDate date) {
    return months.contains(date.getMonthValue())
        && (admitted(date) >>> date.getDayOfMonth() & 1) == 1;
  }

  /** Finds the first day that counts, {@code from} included; empty after {@link #LAST_YEAR}. */
  Optional<LocalDate> nextFrom(LocalDate from) {
    LocalDate date = from;
    while (date.getYear() <= LAST_YEAR) {
      if (months.contains(date.getMonthValue())) {
        long rest = admitted(date) & (-1L << date.getDayOfMonth());
        if (rest != 0) {
          return Optional.of(date.withDayOfMonth(Long.numberOfTrailingZeros(rest)));
        }
      }
      date = startOfNextMonth(date);
    }
    return Optional.empty();
  }

  private LocalDate startOfNextMonth(LocalDate date) {
    var later = months.nextFrom(date.getMonthValue() + 1);
    return later.isPresent()
        ? LocalDate.of(date.getYear(), later.getAsInt(), 1)
        : LocalDate.of(date.getYear() + 1, months.first(), 1);
  }

  /** Returns a set of bits: bit d is set when day d of the month of {@code date} counts. */
  private long admitted(LocalDate date) {
    int firstWeekday = date.withDayOfMonth(1).getDayOfWeek().getValue() % 7;
    long week =
        ((weekdays.bits() >>> firstWeekday) | (weekdays.bits() << (7 - firstWeekday))) & 0b1111111;
    long fiveWeeks = week * 0x10204081L; // repeats 7 bits: 1 + 2^7 + 2^14 + 2^21 + 2^28
    long byWeekday = fiveWeeks << 1;
    long byDate = days.bits();
    int length = date.lengthOfMonth();
    for (MovableDay day : movable) {
      long bit = 1L << day.in(firstWeekday, length);
      byWeekday |= day.isByWeekday() ? bit : 0;
      byDate |= day.isByWeekday() ? 0 : bit;
    }
    long existing = (1L << (length + 1)) - 2;
    return existing & (isEither() ? (byDate | byWeekday) : (byDate & byWeekday));
  }
}
