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
record QuartzTranslation(Values minutes, Values hours, DayRule rule) {

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
      return List.of(decidesByDate() ? byDate() : byWeekday());
    }
    List<String> either = new ArrayList<>();
    if (rule.hasDates()) {
      either.add(byDate());
    }
    either.add(byWeekday());
    return List.copyOf(either);
  }

  /** Chooses the field that leaves fewer days, since Quartz cannot ask for both. */
  private boolean decidesByDate() {
    return rule.isByDate()
        || (!rule.isByWeekday() && rule.days().size() * 7 <= rule.weekdays().size() * 31);
  }

  private String byDate() {
    return withDays(list(rule.days()), "?");
  }

  private String byWeekday() {
    IntFunction<String> name = day -> CronField.WEEKDAY.names().get(day).toUpperCase(Locale.ROOT);
    return withDays("?", runs(rule.weekdays(), name));
  }

  private String withDays(String days, String weekdays) {
    return String.join(" ", "0", list(minutes), list(hours), days, list(rule.months()), weekdays);
  }

  private static String list(Values values) {
    if (values.isFull()) {
      return "*";
    }
    OptionalInt step = values.step().stream().filter(s -> s > 1).findFirst();
    if (step.isPresent() && values.last() + step.getAsInt() > values.field().lastDistinct()) {
      return values.first() + "/" + step.getAsInt();
    }
    return runs(values, Integer::toString);
  }

  private static String runs(Values values, IntFunction<String> name) {
    return values.runs().stream()
        .map(
            run ->
                run.first() == run.last()
                    ? name.apply(run.first())
                    : name.apply(run.first()) + "-" + name.apply(run.last()))
        .collect(joining(","));
  }
}
