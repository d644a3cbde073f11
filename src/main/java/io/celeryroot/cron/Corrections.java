// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Expressions that a wrong one was probably meant to be; not all of them parse. */
final class Corrections {

  private static final Pattern ZERO_WITH_STEP = Pattern.compile("(?<![0-9-])0/");

  private static final int NAME_LENGTH = 3;

  static final String EXAMPLE =
      "write five fields (minute hour day month weekday), for example \"0 3 * * *\" (every day at"
          + " 03:00)";

  private Corrections() {}

  /** Leaves out the seconds that Quartz has in front, unless they or the weekday differ in cron. */
  static Optional<String> withoutSeconds(List<String> words) {
    boolean isQuartz =
        words.size() == 6 && words.get(0).matches("0+") && !words.get(5).matches(".*\\d.*");
    String rest = String.join(" ", words.subList(1, words.size()));
    return Optional.of(ZERO_WITH_STEP.matcher(rest).replaceAll("*/").replace('?', '*'))
        .filter(cron -> isQuartz);
  }

  /** Closes the gaps in lists. */
  static Optional<String> withoutGaps(List<String> words) {
    String text = String.join(" ", words);
    String closed = text.replaceAll(" ?, ?", ",");
    return Optional.of(closed).filter(other -> !other.equals(text));
  }

  /** Writes a range before a step. A star has effects of its own in the day fields. */
  static Optional<String> rangeForStep(CronField field, Part entry, int value) {
    boolean isAll = value == field.first() && !field.isDay();
    int first = value > field.lastDistinct() ? field.first() : value; // weekday 7 is 0
    String range = isAll ? "*" : first + "-" + field.lastDistinct();
    return Optional.of(entry.replacedBy(range + entry.text().substring(entry.text().indexOf('/'))));
  }

  /** Writes 22-6 as 22 to the last hour and then the first to 6, unless a step follows. */
  static Optional<String> twoRanges(CronField field, Part range, int first, int last) {
    String list = run(first, field.lastDistinct()) + "," + run(field.first(), last);
    return Optional.of(range.replacedBy(list))
        .filter(expression -> !range.whole().startsWith("/", range.end()));
  }

  private static String run(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }

  /** Writes the three letters that a longer name begins with, or that a mistyped one is near to. */
  static Optional<String> name(CronField field, Part name) {
    String lower = name.text().toLowerCase(Locale.ROOT);
    Optional<String> begun = field.names().stream().filter(lower::startsWith).findFirst();
    boolean isShort = lower.length() <= NAME_LENGTH;
    List<String> near =
        begun
            .map(List::of)
            .orElseGet(() -> isShort ? Nearest.all(lower, field.names()) : List.of());
    return near.size() == 1 ? Optional.of(name.replacedBy(near.get(0))) : Optional.empty();
  }
}
