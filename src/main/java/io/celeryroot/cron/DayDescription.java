// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Describes the days of an expression in plain English, as they follow a time. */
record DayDescription(DayRule rule) {

  private static final int MOST_DATES = 6;
  private static final int DAYS_OF_WEEK = 7;

  /** Begins with a blank; empty for every day of the year. */
  static String of(DayRule rule) {
    return new DayDescription(rule).text();
  }

  private String text() {
    if (rule.isEveryDay()) {
      return inMonths();
    }
    if (rule.isByDate()) {
      return " on " + dates() + " of " + monthsOfDates();
    }
    if (rule.isByWeekday()) {
      return " on " + weekdays("every") + monthsOfWeekdays();
    }
    if (!rule.isEither()) {
      return " on " + dates() + " of " + monthsOfDates() + ", if that is " + weekdays("a");
    }
    if (datedMonths().isEmpty()) {
      return " on " + weekdays("every") + monthsOfWeekdays();
    }
    return rule.months().isFull()
        ? " on " + dates() + ", or on " + weekdays("any")
        : " on %s of %s, or on %s%s"
            .formatted(dates(), monthsOfDates(), weekdays("any"), monthsOfWeekdays());
  }

  private String inMonths() {
    return rule.months().isFull() ? "" : " in " + names(rule.months().all().boxed().toList());
  }

  private String monthsOfWeekdays() {
    boolean isCounted = rule.weekdays().size() == 0;
    return isCounted && rule.months().isFull() ? " of each month" : inMonths();
  }

  /** The months that have a date; an expression that is never due keeps all. */
  private String monthsOfDates() {
    if (rule.months().isFull()) {
      return "each month";
    }
    List<Integer> dated = datedMonths();
    return names(dated.isEmpty() ? rule.months().all().boxed().toList() : dated);
  }

  private List<Integer> datedMonths() {
    return rule.months().all().filter(rule::hasDateIn).boxed().toList();
  }

  private static String names(List<Integer> months) {
    long bits = months.stream().mapToLong(month -> 1L << month).sum();
    FieldValues values = new FieldValues(CronField.MONTH, bits, false);
    return English.join(
        English.entries(
            values.runs(), month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH)),
        "and");
  }

  private String dates() {
    if (rule.days().isFull()) {
      return "every day";
    }
    FieldValues days = existing();
    if (days.size() > MOST_DATES && days.step().orElse(1) > 1 && rule.movableDays().isEmpty()) {
      int step = days.step().getAsInt();
      return "every %s day from the %s to the %s"
          .formatted(
              English.ordinal(step), English.ordinal(days.first()), English.ordinal(days.last()));
    }
    List<String> entries = new ArrayList<>(English.entries(days.runs(), English::ordinal));
    if (!entries.isEmpty()) {
      entries.set(0, "the " + entries.get(0));
    }
    rule.movableDays().stream().map(DayDescription::words).forEach(entries::add);
    return English.join(entries, "and");
  }

  /** The dates that a chosen month has; all of them in an expression that is never due. */
  private FieldValues existing() {
    int longest = datedMonths().stream().mapToInt(DayRule::longest).max().orElse(31);
    long bits = rule.days().bits() & ((1L << (longest + 1)) - 1);
    return new FieldValues(CronField.DAY, bits, false);
  }

  private static String words(MovableDay day) {
    int number = day.number();
    return switch (day.kind()) {
      case LAST ->
          number == 0
              ? "the last day"
              : number == 1
                  ? "the day before the last"
                  : "the " + English.ordinal(number) + " day before the last";
      case LAST_WORKDAY -> "the last working day";
      case WORKDAY_NEAR -> "the working day nearest the " + English.ordinal(number);
      case NTH_WEEKDAY -> "the " + English.ordinal(number) + " " + weekday(day.weekday());
      case LAST_WEEKDAY -> "the last " + weekday(day.weekday());
    };
  }

  /**
   * Names the weekdays.
   *
   * @param article "every", "any" or "a"
   */
  private String weekdays(String article) {
    List<String> entries = new ArrayList<>(English.entries(weekRuns(), DayDescription::weekday));
    boolean isRange = entries.stream().anyMatch(entry -> entry.contains(" to "));
    if (!entries.isEmpty() && !(isRange && article.equals("every"))) {
      entries.set(0, article + " " + entries.get(0));
    }
    rule.movableWeekdays().stream().map(DayDescription::words).forEach(entries::add);
    return English.join(entries, article.equals("every") ? "and" : "or");
  }

  /** The weekdays as runs from Monday on; one may go on after Sunday. */
  private List<FieldValues.Run> weekRuns() {
    FieldValues days = rule.weekdays();
    if (days.isFull()) {
      return List.of(new FieldValues.Run(1, DAYS_OF_WEEK));
    }
    List<FieldValues.Run> runs = new ArrayList<>();
    for (int first = 1; first <= DAYS_OF_WEEK; first++) {
      if (has(days, first) && !has(days, first - 1)) {
        int start = first;
        int length =
            IntStream.range(1, DAYS_OF_WEEK)
                .filter(i -> !has(days, start + i))
                .findFirst()
                .orElse(1);
        runs.add(new FieldValues.Run(first, first + length - 1));
      }
    }
    return runs;
  }

  private static boolean has(FieldValues days, int weekday) {
    return days.contains(weekday % DAYS_OF_WEEK);
  }

  private static String weekday(int day) {
    int iso = (day + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK + 1;
    return DayOfWeek.of(iso).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }
}
