// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Quote;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads one field: a list of values, ranges and stars, the last two with steps. */
final class FieldParser {

  /** Builds the exception for a mistake in a part of the text. */
  interface Mistakes {
    CronSyntaxException at(String rule, Part part, String message, Supplier<Advice> advice);
  }

  private static final Pattern QUARTZ_DAY =
      Pattern.compile("(?i)\\?|L(-\\d+)?|LW|\\d+[LW]|(sun|mon|tue|wed|thu|fri|sat)L|\\w+#.*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern LETTERS_AND_DIGITS = Pattern.compile("[0-9A-Za-z]*");

  private final Mistakes mistakes;

  FieldParser(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  Values parse(CronField field, Part part) {
    long bits = 0;
    for (Part entry : part.split(',')) {
      if (entry.text().isEmpty()) {
        String message = "empty entry in list " + part.quoted();
        throw mistakes.at("cron-list", part, message, () -> Suggestions.withoutGaps(part));
      }
      bits |= entry(field, entry);
    }
    if (field == CronField.WEEKDAY && (bits >>> 7 & 1) == 1) {
      bits = (bits & 0b1111111) | 1;
    }
    return new Values(field, bits, part.text().startsWith("*"));
  }

  private long entry(CronField field, Part entry) {
    refuseQuartz(field, entry);
    int slash = entry.text().indexOf('/');
    Part range = slash < 0 ? entry : entry.cut(0, slash);
    int step = slash < 0 ? 1 : step(entry.cut(slash + 1, entry.text().length()), entry);
    if (range.text().equals("*")) {
      return bits(field.first(), field.last(), step);
    }
    if (range.text().isEmpty()) {
      String message = "step without range: " + entry.quoted();
      throw mistakes.at("cron-step", entry, message, () -> Suggestions.starForStep(entry));
    }
    int dash = range.text().indexOf('-');
    if (dash >= 0) {
      return range(field, range, dash, step);
    }
    int value = value(field, range);
    if (slash >= 0) {
      throw mistakes.at(
          "cron-step",
          entry,
          "step without range: " + entry.quoted(),
          () -> Suggestions.rangeForStep(field, entry, value));
    }
    return 1L << value;
  }

  private long range(CronField field, Part range, int dash, int step) {
    Part from = range.cut(0, dash);
    Part to = range.cut(dash + 1, range.text().length());
    if (from.text().isEmpty() || to.text().isEmpty()) {
      String missing = from.text().isEmpty() ? "start" : "end";
      throw mistakes.at(
          "cron-range",
          range,
          "range without " + missing + ": " + range.quoted(),
          () -> Suggestions.closedRange(field, range, from, to));
    }
    if (to.text().contains("-")) {
      throw mistakes.at(
          "cron-range",
          range,
          "range with more than two ends: " + range.quoted(),
          () -> Advice.say("a range has a start and an end, as in 1-5"));
    }
    int first = value(field, from);
    int last = value(field, to);
    if (last == 0 && first > 0 && field == CronField.WEEKDAY && !isNumber(to)) {
      last = 7; // fri-sun: a week of names ends on Sunday
    }
    if (first > last) {
      int end = last;
      throw mistakes.at(
          "cron-range",
          range,
          "range runs backwards: " + range.quoted(),
          () -> Suggestions.aroundTheEnd(field, range, new Values.Run(first, end)));
    }
    return bits(first, last, step);
  }

  private static long bits(int first, int last, int step) {
    long bits = 0;
    for (int value = first; value <= last; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private int step(Part step, Part entry) {
    if (step.text().isEmpty()) {
      String message = "no step after \"/\": " + entry.quoted();
      throw mistakes.at("cron-step", entry, message, () -> Suggestions.STEP);
    }
    if (!isNumber(step)) {
      String message = "step " + step.quoted() + " is not a number";
      throw mistakes.at("cron-step", step, message, () -> Suggestions.STEP);
    }
    int number = toInt(step);
    if (number == 0) {
      throw mistakes.at("cron-step", step, "step 0, need 1 or more", () -> Suggestions.STEP);
    }
    return Math.min(number, 64); // longer than any field: the first value only
  }

  private int value(CronField field, Part part) {
    refuseQuartz(field, part);
    if (!LETTERS_AND_DIGITS.matcher(part.text()).matches()) {
      throw unexpected(field, part);
    }
    if (!isNumber(part)) {
      return named(field, part);
    }
    int value = toInt(part);
    if (value < field.first() || value > field.last()) {
      String need = field.first() + " to " + field.last();
      String message = field.word() + " " + Quote.cut(part.text(), 20) + ", need " + need;
      throw mistakes.at("cron-range", part, message, () -> Suggestions.inRange(field, part));
    }
    return value;
  }

  private int named(CronField field, Part part) {
    OptionalInt value = field.valueOf3Letters(part.text());
    if (value.isPresent()) {
      return value.getAsInt();
    }
    String message =
        switch (field) {
          case WEEKDAY ->
              "no weekday " + part.quoted() + "; weekdays are: " + String.join(", ", field.names());
          case MONTH -> "no month " + part.quoted() + ", need 1 to 12 or a name";
          default -> field.word() + " " + part.quoted() + " is not a number";
        };
    throw mistakes.at("cron-name", part, message, () -> Suggestions.name(field, part));
  }

  private CronSyntaxException unexpected(CronField field, Part part) {
    Part at = part;
    for (int i = 0; i < part.text().length(); i++) {
      int end = part.text().offsetByCodePoints(i, 1);
      if (!LETTERS_AND_DIGITS.matcher(part.text().substring(i, end)).matches()) {
        at = part.cut(i, end);
        break;
      }
    }
    String message = field.word() + " " + part.quoted() + ": unexpected " + nameOf(at.text());
    return mistakes.at(
        "cron-character",
        at,
        message,
        () -> Advice.say("a field holds numbers, names, and the signs * , - / without blanks"));
  }

  private static String nameOf(String character) {
    int codePoint = character.codePointAt(0);
    boolean isPrintable = codePoint > ' ' && codePoint < 127;
    return isPrintable ? "\"" + character + "\"" : String.format("U+%04X", codePoint);
  }

  private void refuseQuartz(CronField field, Part part) {
    boolean isDay = field == CronField.DAY || field == CronField.WEEKDAY;
    boolean isQuartz = isDay ? QUARTZ_DAY.matcher(part.text()).matches() : part.text().equals("?");
    if (isQuartz) {
      String message = part.quoted() + " is Quartz syntax, not cron";
      throw mistakes.at("cron-quartz", part, message, () -> Suggestions.quartz(field, part));
    }
  }

  private static boolean isNumber(Part part) {
    return DIGITS.matcher(part.text()).matches();
  }

  /** Numbers too large for an int are as wrong as the largest int. */
  private static int toInt(Part digits) {
    String significant = digits.text().replaceFirst("^0+(?=.)", "");
    return significant.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(significant);
  }
}
