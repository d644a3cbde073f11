// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.EnumWords;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The five fields in the order in which they are written, with the values they may hold. */
enum CronField {
  MINUTE(0, 59, "minutes are 0 to 59"),
  HOUR(0, 23, "hours are 0 (midnight) to 23; the minute comes first"),
  DAY(
      1,
      31,
      "days are 1 to 31, L (the last), LW (the last working day), 15W (the one nearest the 15th)"),
  MONTH(1, 12, "months are 1 to 12, or jan to dec"),
  WEEKDAY(
      0,
      7,
      "weekdays are 0 (Sunday) to 6 (Saturday), or sun to sat; fri#2 is the 2nd Friday of a month,"
          + " friL the last");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final int first;
  private final int last;
  private final String allowed;

  CronField(int first, int last, String allowed) {
    this.first = first;
    this.last = last;
    this.allowed = allowed;
  }

  /** Returns the index of the field in an expression, from 0. */
  int position() {
    return List.of(values()).indexOf(this);
  }

  int first() {
    return first;
  }

  /** Returns the largest number that may be written; weekday 7 is a second name of Sunday. */
  int last() {
    return last;
  }

  /** Returns the largest of the different values; for weekdays that is 6. */
  int lastDistinct() {
    return this == WEEKDAY ? 6 : last;
  }

  boolean isDay() {
    return this == DAY || this == WEEKDAY;
  }

  /** Returns the allowed values as a sentence for people. */
  String allowed() {
    return allowed;
  }

  /** Returns the three-letter names of the values, from the first on; empty without names. */
  List<String> names() {
    return switch (this) {
      case MONTH -> MONTHS;
      case WEEKDAY -> WEEKDAYS;
      default -> List.of();
    };
  }

  /** Returns the value of a three-letter name in any case; empty when there is none. */
  OptionalInt valueOf3Letters(String name) {
    int index = names().indexOf(name.toLowerCase(Locale.ROOT));
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(first + index);
  }

  String word() {
    return EnumWords.of(this);
  }
}
