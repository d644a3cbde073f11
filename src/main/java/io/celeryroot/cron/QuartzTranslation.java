// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Writes an expression for Quartz, which counts weekdays from Sunday = 1 (names are given, so that
 * a reader need not know) and wants {@code ?} in exactly one of the day fields.
 */
record QuartzTranslation(FieldValues minutes, FieldValues hours, DayRule rule) {

  private static final int SHORTEST_MONTH = 28;

  static List<String> of(CronFields fields) {
    return new QuartzTranslation(fields.minutes(), fields.hours(), fields.days()).expressions();
  }

  private List<String> expressions() {
    if (!rule.isPossible()) {
      return List.of();
    }
    if (rule.isEveryDay()) {
      return List.of(withDays("*", "?"));
    }
    if (!rule.isEither()) {
      return decidesByDate() ? byDate() : byWeekday();
    }
    List<String> either = new ArrayList<>(byDate());
    either.addAll(byWeekday());
    return List.copyOf(either);
  }

  /** Chooses the field that leaves fewer days, since Quartz cannot ask for both. */
  private boolean decidesByDate() {
    int dates = rule.days().size() + rule.movableDays().size();
    int weekdays = rule.weekdays().size() * 31 + rule.movableWeekdays().size() * 7;
    return rule.isByDate() || (!rule.isByWeekday() && dates * 7 <= weekdays);
  }

  /** One expression for the dates, and one for each movable day, which Quartz has in no list. */
  private List<String> byDate() {
    List<String> expressions = new ArrayList<>();
    if (rule.hasDates()) {
      expressions.add(withDays(list(rule.days()), "?"));
    }
    rule.movableDays().stream()
        .filter(rule::canHave)
        .map(day -> withDays(date(day), "?"))
        .forEach(expressions::add);
    return expressions;
  }

  private List<String> byWeekday() {
    List<String> expressions = new ArrayList<>();
    if (rule.weekdays().size() > 0) {
      expressions.add(withDays("?", runs(rule.weekdays(), QuartzTranslation::name)));
    }
    for (MovableDay day : rule.movableWeekdays()) {
      String ending = day.kind() == MovableDay.Kind.LAST_WEEKDAY ? "L" : "#" + day.number();
      expressions.add(withDays("?", name(day.weekday()) + ending));
    }
    return expressions;
  }

  private static String name(int weekday) {
    return CronField.WEEKDAY.names().get(weekday).toUpperCase(Locale.ROOT);
  }

  /**
   * A movable day as Quartz writes it. Where Quartz errs, these are all dates on which the day may
   * fall: it errs in months that are too short, and at all but the first time of a working day that
   * is not the date it is near to.
   */
  private String date(MovableDay day) {
    int number = day.number();
    boolean isOnce = minutes.size() * hours.size() == 1;
    return switch (day.kind()) {
      case LAST -> number == 0 ? "L" : dates(28 - number, 31 - number);
      case LAST_WORKDAY -> isOnce ? "LW" : dates(26, 31);
      default -> isOnce && number <= SHORTEST_MONTH ? number + "W" : dates(number - 2, number + 2);
    };
  }

  private static String dates(int first, int last) {
    int from = Math.max(first, 1);
    int to = Math.min(last, CronField.DAY.last());
    return from == to ? Integer.toString(from) : from + "-" + to;
  }

  private String withDays(String days, String weekdays) {
    return String.join(" ", "0", list(minutes), list(hours), days, list(rule.months()), weekdays);
  }

  private static String list(FieldValues values) {
    if (values.isFull()) {
      return "*";
    }
    OptionalInt step = values.step().stream().filter(s -> s > 1).findFirst();
    if (step.isPresent() && values.last() + step.getAsInt() > values.field().lastDistinct()) {
      return values.first() + "/" + step.getAsInt();
    }
    return runs(values, Integer::toString);
  }

  private static String runs(FieldValues values, IntFunction<String> name) {
    return values.runs().stream()
        .map(
            run ->
                run.first() == run.last()
                    ? name.apply(run.first())
                    : name.apply(run.first()) + "-" + name.apply(run.last()))
        .collect(joining(","));
  }
}
