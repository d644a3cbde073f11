// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads one field: a list of values, ranges and stars, the last two with steps. */
final class FieldParser {

  private static final Pattern QUARTZ_DAY =
      Pattern.compile("(?i)\\?|L(-\\d+)?|LW|\\d+[LW]|(sun|mon|tue|wed|thu|fri|sat)L|\\w+#.*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private final CronField field;

  private FieldParser(CronField field) {
    this.field = field;
  }

  /**
   * Reads a field.
   *
   * @throws UnreadableValue the part is not such a field
   */
  static Values parse(CronField field, Part part) {
    if (part.text().equals("*")) {
      return new Values(field, Values.bits(field.first(), field.lastDistinct(), 1), true);
    }
    FieldParser parser = new FieldParser(field);
    long bits = 0;
    for (Part entry : part.entries()) {
      if (entry.text().isEmpty()) {
        String message = "empty entry in list " + part.quoted();
        throw part.mistake("cron-list", message, "write one comma between two entries");
      }
      bits |= parser.entry(entry);
    }
    if (field == CronField.WEEKDAY && (bits >>> 7 & 1) == 1) {
      bits = (bits & 0b1111111) | 1;
    }
    return new Values(field, bits, part.text().startsWith("*"));
  }

  private long entry(Part entry) {
    refuseQuartz(entry);
    int slash = entry.text().indexOf('/');
    Part range = slash < 0 ? entry : entry.cut(0, slash);
    int step = slash < 0 ? 1 : step(entry.cut(slash + 1, entry.text().length()));
    if (range.text().equals("*")) {
      return Values.bits(field.first(), field.last(), step);
    }
    if (range.text().isEmpty()) {
      throw stepWithoutRange(entry, Optional.of(entry.replacedBy("*" + entry.text())));
    }
    int dash = range.text().indexOf('-');
    if (dash >= 0) {
      return range(range, dash, step);
    }
    int value = value(range);
    if (slash >= 0) {
      throw stepWithoutRange(entry, Corrections.rangeForStep(field, entry, value));
    }
    return 1L << value;
  }

  private static UnreadableValue stepWithoutRange(Part entry, Optional<String> correction) {
    String message = "step without range: " + entry.quoted();
    return entry.mistake("cron-step", message, "write a range before the step", correction);
  }

  private long range(Part range, int dash, int step) {
    Part from = range.cut(0, dash);
    Part to = range.cut(dash + 1, range.text().length());
    if (from.text().isEmpty() || to.text().isEmpty()) {
      String missing = from.text().isEmpty() ? "start" : "end";
      String hint = "give both ends; " + field.allowed();
      throw wrongRange(range, "range without " + missing, hint, Optional.empty());
    }
    int first = value(from);
    int last = value(to);
    if (last == 0 && first > 0 && field == CronField.WEEKDAY && !isNumber(to)) {
      last = 7; // fri-sun: a week of names ends on Sunday
    }
    if (first > last) {
      String hint = "write two ranges, one to the end of the field and one from its start";
      Optional<String> correction = Corrections.twoRanges(field, range, first, last);
      throw wrongRange(range, "range runs backwards", hint, correction);
    }
    return Values.bits(first, last, step);
  }

  private static UnreadableValue wrongRange(
      Part range, String fact, String hint, Optional<String> correction) {
    return range.mistake("cron-range", fact + ": " + range.quoted(), hint, correction);
  }

  private static int step(Part step) {
    int number = isNumber(step) ? toInt(step) : 0;
    if (number == 0) {
      String message = "step " + step.quoted() + " is not a number, 1 or more";
      throw step.mistake("cron-step", message, "write a number after the slash, as in */5");
    }
    return Math.min(number, 64); // longer than any field: the first value only
  }

  private int value(Part part) {
    refuseQuartz(part);
    if (!isNumber(part)) {
      return named(part);
    }
    int value = toInt(part);
    if (value < field.first() || value > field.last()) {
      String need = field.first() + " to " + field.last();
      String message = field.word() + " " + Quote.cut(part.text(), 20) + ", need " + need;
      throw part.mistake("cron-range", message, field.allowed());
    }
    return value;
  }

  private int named(Part part) {
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
    throw part.mistake("cron-name", message, field.allowed(), Corrections.name(field, part));
  }

  private void refuseQuartz(Part part) {
    boolean isQuartz =
        field.isDay() ? QUARTZ_DAY.matcher(part.text()).matches() : part.text().equals("?");
    if (isQuartz) {
      String hint =
          field == CronField.WEEKDAY
              ? "cron cannot count the weekdays of a month; write the weekday alone"
              : "cron has no last day and no nearest working day; write a day, 1 to 31";
      Optional<String> star =
          Optional.of(part.replacedBy("*")).filter(text -> part.text().equals("?"));
      throw part.mistake("cron-quartz", part.quoted() + " is Quartz syntax, not cron", hint, star);
    }
  }

  private static boolean isNumber(Part part) {
    return DIGITS.matcher(part.text()).matches();
  }

  /** Numbers too large for an int are as wrong as the largest int. */
  private static int toInt(Part digits) {
    if (digits.text().length() <= 9) {
      return Integer.parseInt(digits.text());
    }
    String significant = digits.text().replaceFirst("^0+(?=.)", "");
    return significant.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(significant);
  }
}
