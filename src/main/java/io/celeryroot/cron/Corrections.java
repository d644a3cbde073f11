// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Expressions that a wrong one was probably meant to be; not all of them parse. */
final class Corrections {

  private static final Pattern ZERO_WITH_STEP = Pattern.compile("(?<![0-9-])0/");

  private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

  private static final int NAME_LENGTH = 3;

  static final String EXAMPLE =
      "write five fields (minute hour day month weekday), for example \"0 3 * * *\" (every day at"
          + " 03:00)";

  private Corrections() {}

  /** Leaves out the seconds that Quartz has in front, unless they or the weekday differ in cron. */
  static Optional<String> withoutSeconds(List<String> words) {
    boolean isQuartz =
        words.size() == 6
            && words.get(0).matches("0+")
            && !isAws(words)
            && !words.get(5).matches(".*\\d.*");
    return Optional.of(words).filter(all -> isQuartz).map(all -> plain(all.subList(1, 6)));
  }

  /** Leaves out any year, which AWS has behind, unless the weekday differs in cron. */
  static Optional<String> withoutYear(List<String> words) {
    boolean isAny = isAws(words) && words.get(5).equals("*") && !words.get(4).matches(".*\\d.*");
    return Optional.of(words).filter(all -> isAny).map(all -> plain(all.subList(0, 5)));
  }

  /** Returns true if the question mark is where AWS has the days, and Quartz the hour or month. */
  private static boolean isAws(List<String> words) {
    return words.size() == 6 && (words.get(2).equals("?") || words.get(4).equals("?"));
  }

  private static String plain(List<String> words) {
    String text = String.join(" ", words);
    return ZERO_WITH_STEP.matcher(text).replaceAll("*/").replace('?', '*');
  }

  /** Closes the gaps in lists. */
  static Optional<String> withoutGaps(List<String> words) {
    String text = String.join(" ", words);
    String closed = text.replaceAll(" ?, ?", ",");
    return Optional.of(closed).filter(other -> !other.equals(text));
  }

  /** Writes a range before a step. A star has effects of its own in the day fields. */
  static Optional<String> rangeForStep(CronField field, TextPart entry, int value, int step) {
    int first = distinct(field, value);
    boolean isAll =
        first == field.first() && !field.isDay() && step <= field.last() - field.first();
    String range = isAll ? "*/" + step : run(first, field.lastDistinct(), step);
    return Optional.of(entry.replacedBy(range));
  }

  /**
   * Writes 22-6 as 22 to the last hour and then the first to 6, and 22-6/3 as the hours that it
   * names. Nobody knows how long a month is, so days of the month with a step stay.
   */
  static Optional<String> forwards(CronField field, TextPart entry, int from, int last, int step) {
    int first = distinct(field, from);
    if (first <= last) {
      return Optional.of(entry.replacedBy(run(first, last, step)));
    }
    if (step == 1) {
      String list = run(first, field.lastDistinct(), 1) + "," + run(field.first(), last, 1);
      return Optional.of(entry.replacedBy(list));
    }
    int all = field.lastDistinct() + 1 - field.first();
    String list =
        IntStream.iterate(first, value -> value <= last + all, value -> value + step)
            .mapToObj(value -> Integer.toString((value - field.first()) % all + field.first()))
            .collect(Collectors.joining(","));
    return Optional.of(entry.replacedBy(list)).filter(expression -> field != CronField.DAY);
  }

  /** Weekday 7 is 0. */
  private static int distinct(CronField field, int value) {
    return value > field.lastDistinct() ? field.first() : value;
  }

  private static String run(int first, int last, int step) {
    boolean isOne = first == last || (step > 1 && step > last - first);
    String range = isOne ? Integer.toString(first) : first + "-" + last;
    return isOne || step == 1 ? range : range + "/" + step;
  }

  /** Writes the three letters that a longer name begins with, or that a mistyped one is near to. */
  static Optional<String> name(CronField field, TextPart name) {
    String lower = name.text().toLowerCase(Locale.ROOT);
    if (!LETTERS.matcher(lower).matches()) {
      return Optional.empty();
    }
    Optional<String> begun = field.names().stream().filter(lower::startsWith).findFirst();
    boolean isShort = lower.length() <= NAME_LENGTH;
    List<String> near =
        begun
            .map(List::of)
            .orElseGet(() -> isShort ? Nearest.all(lower, field.names()) : List.of());
    return near.size() == 1 ? Optional.of(name.replacedBy(near.get(0))) : Optional.empty();
  }
}
