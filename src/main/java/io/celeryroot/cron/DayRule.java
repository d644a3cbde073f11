// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The three fields that choose days.
 *
 * <p>When both day fields are restricted (neither begins with {@code *}) a day that matches either
 * of them counts, otherwise it must match both. So a star with step 2 together with {@code mon}
 * means Mondays with an odd date.
 */
record DayRule(Values days, Values months, Values weekdays) {

  /** The last year that is searched. */
  static final int LAST_YEAR = 9999;

  private static final int[] LONGEST = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

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
    for (int month = 1; month <= 12; month++) {
      if (months.contains(month) && days.first() <= LONGEST[month]) {
        return true;
      }
    }
    return false;
  }

  boolean isPossible() {
    return isEither() || hasDates();
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
    long existing = (1L << (date.lengthOfMonth() + 1)) - 2;
    return existing & (isEither() ? (days.bits() | byWeekday) : (days.bits() & byWeekday));
  }
}
