// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.text.UnreadableValue;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Days from a first to a last one, both included. */
public record Dates(LocalDate first, LocalDate last) {

  private static final String BETWEEN = "..";
  private static final String DATE = "\\d{4}-\\d{2}-\\d{2}";

  /**
   * Reads a date, or two of them such as {@code 2026-12-24..2026-12-26}.
   *
   * @throws UnreadableValue any other text
   */
  public static Dates parse(String text) {
    if (!text.matches(DATE + "([.]{2}" + DATE + ")?")) {
      throw new UnreadableValue(
          "dates",
          "not a date or a range of dates",
          "write dates such as 2026-12-24 or 2026-12-24..2026-12-26");
    }
    String[] ends = text.split("[.]{2}", -1);
    Dates dates;
    try {
      dates = new Dates(LocalDate.parse(ends[0]), LocalDate.parse(ends[ends.length - 1]));
    } catch (DateTimeException e) {
      throw new UnreadableValue("dates", "no such day", "write days that exist");
    }
    if (dates.last().isBefore(dates.first())) {
      throw new UnreadableValue("dates", "range runs backwards", "write the earlier date first");
    }
    return dates;
  }

  boolean contains(LocalDate day) {
    return !day.isBefore(first) && !day.isAfter(last);
  }

  /** Writes it as {@link #parse} reads it. */
  public String text() {
    return first.equals(last) ? first.toString() : first + BETWEEN + last;
  }
}
