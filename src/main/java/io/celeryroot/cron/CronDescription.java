// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Describes an expression in plain English: its times, and where they are, its days. */
record CronDescription(FieldValues minutes, FieldValues hours, DayRule rule) {

  private static final int MOST_TIMES = 6;

  static String of(CronFields fields) {
    return new CronDescription(fields.minutes(), fields.hours(), fields.days()).text();
  }

  /** Offers an expression as a fix, with its meaning. */
  static String offer(CronFields fields) {
    return "write \"%s\" (%s)".formatted(fields.text(), of(fields));
  }

  private String text() {
    String time = time();
    String days = DayDescription.of(rule);
    boolean isByTimes = time.startsWith("at") && !time.endsWith("every hour");
    String text = rule.isEveryDay() && isByTimes ? "every day" + days + " " + time : time + days;
    return rule.isPossible() ? text : text + ", which never comes";
  }

  private String time() {
    if (minutes.size() * hours.size() <= MOST_TIMES && minutes.step().isEmpty()) {
      return "at " + English.join(times(), "and");
    }
    if (hours.isFull()) {
      return ofEveryHour();
    }
    return steps().orElseGet(this::timesOfHours);
  }

  /** Describes minutes of all hours. */
  private String ofEveryHour() {
    if (minutes.isFull()) {
      return "every minute";
    }
    if (minutes.size() == 1) {
      return minutes.first() == 0
          ? "every hour"
          : "at minute " + minutes.first() + " of every hour";
    }
    if (minutes.cycle().isEmpty()) {
      return "at minutes " + English.numbers(minutes) + " of every hour";
    }
    String every = "every " + minutes.cycle().get().step() + " minutes";
    return minutes.first() == 0 ? every : every + " from minute " + minutes.first();
  }

  /** Describes times at equal distances from a first to a last one. */
  private Optional<String> steps() {
    if (minutes.size() == 1) {
      return hourSteps();
    }
    boolean isOneHour = hours.size() == 1;
    OptionalInt step =
        isOneHour
            ? minutes.step()
            : minutes
                .cycle()
                .map(cycle -> OptionalInt.of(cycle.step()))
                .orElse(OptionalInt.empty());
    if (step.isEmpty() || (!isOneHour && hourRange().isEmpty())) {
      return Optional.empty();
    }
    String every = step.getAsInt() == 1 ? "every minute" : "every " + step.getAsInt() + " minutes";
    return hourRange().map(range -> every + fromTo(range));
  }

  private Optional<String> hourSteps() {
    Optional<FieldValues.Cycle> cycle = hours.cycle();
    if (cycle.isPresent()) {
      String start = clock(cycle.get().first(), minutes.first());
      String every = "every " + cycle.get().step() + " hours";
      return Optional.of(start.equals("00:00") ? every : every + " from " + start);
    }
    Optional<FieldValues.Run> range = hourRange();
    if (range.isPresent()) {
      return Optional.of("every hour" + fromTo(range.get()));
    }
    return hours.step().stream()
        .mapToObj(
            step ->
                "every %d hours%s"
                    .formatted(step, fromTo(new FieldValues.Run(hours.first(), hours.last()))))
        .findFirst();
  }

  /** The hours as one range, which may go over midnight where that means every night. */
  private Optional<FieldValues.Run> hourRange() {
    List<FieldValues.Run> runs = hours.runs();
    if (runs.size() == 1) {
      return Optional.of(runs.get(0));
    }
    boolean isEveryNight = rule.isEveryDay() && rule.months().isFull();
    boolean isOverMidnight =
        runs.size() == 2 && runs.get(0).first() == 0 && runs.get(1).last() == CronField.HOUR.last();
    return isEveryNight && isOverMidnight
        ? Optional.of(new FieldValues.Run(runs.get(1).first(), runs.get(0).last()))
        : Optional.empty();
  }

  private String fromTo(FieldValues.Run of) {
    String first = clock(of.first(), minutes.first());
    return " from " + first + " to " + clock(of.last(), minutes.last());
  }

  private String timesOfHours() {
    String of = (hours.size() == 1 ? "hour " : "hours ") + English.numbers(hours);
    if (minutes.size() == 1) {
      return "at minute " + minutes.first() + " of " + of;
    }
    if (minutes.isFull()) {
      return "every minute in " + of;
    }
    return minutes.cycle().isPresent() && minutes.first() == 0
        ? "every " + minutes.cycle().get().step() + " minutes in " + of
        : "at minutes " + English.numbers(minutes) + " of " + of;
  }

  private List<String> times() {
    return hours
        .all()
        .boxed()
        .flatMap(hour -> minutes.all().mapToObj(minute -> clock(hour, minute)))
        .toList();
  }

  private static String clock(int hour, int minute) {
    return LocalTime.of(hour, minute).toString();
  }
}
