// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Describes an expression in plain English. */
record CronDescription(Values minutes, Values hours, DayRule rule) {

  private static final int MOST_TIMES = 6;

  static String of(CronFields fields) {
    return new CronDescription(fields.minutes(), fields.hours(), fields.days()).text();
  }

  private String text() {
    String time = time();
    boolean isByTimes = time.startsWith("at") && !time.endsWith("every hour");
    String text =
        rule.isEveryDay() && isByTimes ? "every day" + inMonths() + " " + time : time + days();
    return rule.isPossible() ? text : text + ", which never comes";
  }

  private String time() {
    if (minutes.size() * hours.size() <= MOST_TIMES && minutes.step().isEmpty()) {
      return "at " + join(times(), "and");
    }
    if (minutes.size() == 1 && !hours.isFull()) {
      return hourly();
    }
    String often = often();
    if (hours.isFull()) {
      return minutes.size() == 1 || minutes.isFull() || minutes.cycle().isPresent()
          ? often
          : often + " of every hour";
    }
    if (hours.runs().size() == 1 && !often.startsWith("at")) {
      return often + fromTo();
    }
    String of = often.startsWith("at") ? " of " : " in ";
    return often + of + (hours.size() == 1 ? "hour " : "hours ") + numbers(hours);
  }

  /** Describes one minute of several hours, not of all. */
  private String hourly() {
    int minute = minutes.first();
    Optional<Values.Cycle> cycle = hours.cycle();
    if (cycle.isPresent()) {
      String start = clock(cycle.get().first(), minute);
      String every = "every " + cycle.get().step() + " hours";
      return start.equals("00:00") ? every : every + " from " + start;
    }
    if (hours.runs().size() == 1) {
      return "every hour" + fromTo();
    }
    return "at minute " + minute + " of hours " + numbers(hours);
  }

  private String fromTo() {
    String first = clock(hours.first(), minutes.first());
    return " from " + first + " to " + clock(hours.last(), minutes.last());
  }

  /** Describes the minutes of one hour. */
  private String often() {
    if (minutes.isFull()) {
      return "every minute";
    }
    if (minutes.size() == 1) {
      return minutes.first() == 0
          ? "every hour"
          : "at minute " + minutes.first() + " of every hour";
    }
    if (minutes.cycle().isEmpty()) {
      return "at minutes " + numbers(minutes);
    }
    String every = "every " + minutes.cycle().get().step() + " minutes";
    return minutes.first() == 0 ? every : every + " from minute " + minutes.first();
  }

  private List<String> times() {
    return hours
        .all()
        .boxed()
        .flatMap(hour -> minutes.all().mapToObj(minute -> clock(hour, minute)))
        .toList();
  }

  private String days() {
    if (rule.isEveryDay()) {
      return inMonths();
    }
    if (rule.isByDate()) {
      return " on " + dates() + " of " + months();
    }
    if (rule.isByWeekday()) {
      return " on " + weekdays() + inMonths();
    }
    String ending =
        rule.isEither()
            ? ", and on " + weekdays() + inMonths()
            : ", if that is a " + weekdayNames("or");
    return " on " + dates() + " of " + months() + ending;
  }

  private String inMonths() {
    return rule.months().isFull() ? "" : " in " + months();
  }

  private String dates() {
    Values days = rule.days();
    if (days.isFull()) {
      return "every day";
    }
    if (days.size() > 3 && days.step().orElse(1) > 1) {
      int step = days.step().getAsInt();
      return "every %s day from the %s to the %s"
          .formatted(ordinal(step), ordinal(days.first()), ordinal(days.last()));
    }
    return "the " + list(days, CronDescription::ordinal, "and");
  }

  private String months() {
    return rule.months().isFull()
        ? "each month"
        : list(
            rule.months(),
            month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH),
            "and");
  }

  private String weekdays() {
    String names = weekdayNames("and");
    return names.contains(" to ") ? names : "every " + names;
  }

  private String weekdayNames(String conjunction) {
    return list(rule.weekdays(), CronDescription::weekday, conjunction);
  }

  private static String weekday(int day) {
    return DayOfWeek.of(day == 0 ? 7 : day).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String numbers(Values values) {
    return list(values, Integer::toString, "and");
  }

  /** Lists values by name; three neighbours or more as "first to last". */
  private static String list(Values values, IntFunction<String> name, String conjunction) {
    List<String> entries =
        values.runs().stream()
            .flatMap(
                run ->
                    run.last() - run.first() > 1
                        ? Stream.of(name.apply(run.first()) + " to " + name.apply(run.last()))
                        : IntStream.rangeClosed(run.first(), run.last()).mapToObj(name))
            .toList();
    return join(entries, conjunction);
  }

  private static String join(List<String> entries, String conjunction) {
    int last = entries.size() - 1;
    return last == 0
        ? entries.get(0)
        : String.join(", ", entries.subList(0, last)) + " " + conjunction + " " + entries.get(last);
  }

  private static String clock(int hour, int minute) {
    return LocalTime.of(hour, minute).toString();
  }

  private static String ordinal(int number) {
    int tens = number / 10 % 10;
    String ending =
        switch (tens == 1 ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
    return number + ending;
  }
}
