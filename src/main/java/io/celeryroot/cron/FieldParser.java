// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads one field: a list of values, ranges and stars, the last two with steps. */
final class FieldParser {

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern OFFSET_OF_LAST = Pattern.compile("L-[0-9]+");
  private static final Pattern NEAR_WORKDAY = Pattern.compile("[0-9]+W");
  private static final int MOST_WEEKS = 5;
  private static final int MOST_BEFORE_LAST = 30;

  private final CronField field;
  private final List<MovableDay> movable = new ArrayList<>();
  private final List<CronDoubt> doubts = new ArrayList<>();

  private FieldParser(CronField field) {
    this.field = field;
  }

  /**
   * A field that was read.
   *
   * @param movable days whose date depends on the month
   */
  record Parsed(FieldValues values, List<MovableDay> movable, List<CronDoubt> doubts) {}

  /**
   * Reads a field.
   *
   * @throws UnreadableValue the part is not such a field
   */
  static Parsed parse(CronField field, TextPart part) {
    if (part.text().equals("*")) {
      long all = FieldValues.bits(field.first(), field.lastDistinct(), 1);
      return new Parsed(new FieldValues(field, all, true), List.of(), List.of());
    }
    FieldParser parser = new FieldParser(field);
    long bits = 0;
    for (TextPart entry : part.entries()) {
      if (entry.text().isEmpty()) {
        String message = "empty entry in list " + part.quoted();
        throw part.mistake("cron-list", message, "write one comma between two entries");
      }
      bits |= parser.entry(entry);
    }
    FieldValues values = new FieldValues(field, distinct(field, bits), part.text().startsWith("*"));
    return new Parsed(values, parser.movable, parser.doubts);
  }

  /** Counts weekday 7 as Sunday. */
  private static long distinct(CronField field, long bits) {
    return field == CronField.WEEKDAY && (bits >>> 7 & 1) == 1 ? (bits & 0b1111111) | 1 : bits;
  }

  private long entry(TextPart entry) {
    Optional<MovableDay> day = field.isDay() ? movable(entry) : Optional.empty();
    if (day.isPresent()) {
      movable.add(day.get());
      return 0;
    }
    refuseQuartz(entry);
    int slash = entry.text().indexOf('/');
    TextPart range = slash < 0 ? entry : entry.cut(0, slash);
    int step = slash < 0 ? 1 : step(entry.cut(slash + 1, entry.text().length()));
    long bits = values(entry, range, slash >= 0, step);
    if (step > 1 && Long.bitCount(distinct(field, bits)) == 1) {
      doubts.add(longStep(entry, range, entry.text().substring(slash + 1), bits));
    }
    return bits;
  }

  private long values(TextPart entry, TextPart range, boolean hasStep, int step) {
    if (range.text().equals("*")) {
      return FieldValues.bits(field.first(), field.last(), step);
    }
    if (range.text().isEmpty()) {
      throw stepWithoutRange(entry, Optional.of(entry.replacedBy("*" + entry.text())));
    }
    int dash = range.text().indexOf('-');
    if (dash >= 0) {
      return range(entry, range, dash, step);
    }
    int value = value(range);
    if (hasStep) {
      throw stepWithoutRange(entry, Corrections.rangeForStep(field, entry, value, step));
    }
    return 1L << value;
  }

  private CronDoubt longStep(TextPart entry, TextPart range, String step, long bits) {
    String of = range.text().equals("*") ? "the " + field.word() + "s" : Quote.of(range.text());
    String message =
        "step %s exceeds %s, so of these it chooses %d only"
            .formatted(Quote.cut(step, 20), of, Long.numberOfTrailingZeros(bits));
    String unit = field == CronField.MINUTE ? "m" : field == CronField.HOUR ? "h" : "";
    String hint =
        unit.isEmpty() || step.length() > 3
            ? ""
            : "for every %s %ss write every: %s%s in place of cron"
                .formatted(step, field.word(), step, unit);
    return new CronDoubt("cron-step-long", message, hint, entry.offset(), entry.text().length());
  }

  private Optional<MovableDay> movable(TextPart entry) {
    String text = entry.text().toUpperCase(Locale.ROOT);
    return Optional.ofNullable(
        field == CronField.DAY ? movableDate(entry, text) : movableWeekday(entry, text));
  }

  private MovableDay movableDate(TextPart entry, String text) {
    if (text.equals("L")) {
      return MovableDay.last(0);
    }
    if (text.equals("LW")) {
      return MovableDay.lastWorkday();
    }
    if (NEAR_WORKDAY.matcher(text).matches()) {
      return MovableDay.workdayNear(value(entry.cut(0, text.length() - 1)));
    }
    if (OFFSET_OF_LAST.matcher(text).matches()) {
      TextPart before = entry.cut(2, text.length());
      if (toInt(before) > MOST_BEFORE_LAST) {
        String message = before.quoted() + " days before the last, need 0 to " + MOST_BEFORE_LAST;
        throw before.mistake("cron-range", message, field.allowed());
      }
      return MovableDay.last(toInt(before));
    }
    return null;
  }

  private MovableDay movableWeekday(TextPart entry, String text) {
    int hash = text.indexOf('#');
    if (hash >= 0) {
      return MovableDay.nth(count(entry.cut(hash + 1, text.length())), weekdayBefore(entry, hash));
    }
    if (text.equals("L")) {
      throw entry.mistake(
          "cron-quartz",
          entry.quoted() + " names no weekday",
          "write the weekday before it, such as friL (the last Friday of a month); the last day of"
              + " a month is L in the day field");
    }
    return text.endsWith("L")
        ? MovableDay.lastWeekday(weekdayBefore(entry, text.length() - 1))
        : null;
  }

  private int weekdayBefore(TextPart entry, int end) {
    TextPart name = entry.cut(0, end);
    int dash = name.text().indexOf('-');
    if (dash > 0 && dash < end - 1) {
      String ending = entry.text().substring(end);
      int first = value(name.cut(0, dash));
      int last = value(name.cut(dash + 1, end));
      String each =
          IntStream.rangeClosed(0, last < first ? last + 7 - first : last - first)
              .mapToObj(day -> field.names().get((first + day) % 7) + ending)
              .distinct()
              .collect(Collectors.joining(","));
      throw entry.mistake(
          "cron-range",
          "a range has no " + Quote.of(ending) + ": " + entry.quoted(),
          "write each weekday with " + ending,
          Optional.of(entry.replacedBy(each)));
    }
    return value(name) % 7;
  }

  private static int count(TextPart count) {
    int number = isNumber(count) ? toInt(count) : 0;
    if (number < 1 || number > MOST_WEEKS) {
      String message = "no count " + count.quoted() + " after the weekday, need 1 to " + MOST_WEEKS;
      throw count.mistake("cron-range", message, "write a count, as in fri#2 (the 2nd Friday)");
    }
    return number;
  }

  private static UnreadableValue stepWithoutRange(TextPart entry, Optional<String> correction) {
    String message = "step without range: " + entry.quoted();
    return entry.mistake("cron-step", message, "write a range before the step", correction);
  }

  private long range(TextPart entry, TextPart range, int dash, int step) {
    TextPart from = range.cut(0, dash);
    TextPart to = range.cut(dash + 1, range.text().length());
    if (from.text().isEmpty() || to.text().isEmpty()) {
      String missing = from.text().isEmpty() ? "start" : "end";
      String hint = "give both ends; " + field.allowed();
      throw wrongRange(range, "range without " + missing, hint, Optional.empty());
    }
    int first = value(from);
    int last = value(to);
    if (last == 0 && first > 0 && field == CronField.WEEKDAY) {
      last = 7; // fri-sun: a week ends on Sunday too
    }
    if (first > last) {
      String hint = "write two ranges, one to the end of the field and one from its start";
      Optional<String> correction = Corrections.forwards(field, entry, first, last, step);
      throw wrongRange(range, "range runs backwards", hint, correction);
    }
    return FieldValues.bits(first, last, step);
  }

  private static UnreadableValue wrongRange(
      TextPart range, String fact, String hint, Optional<String> correction) {
    return range.mistake("cron-range", fact + ": " + range.quoted(), hint, correction);
  }

  private static int step(TextPart step) {
    int number = isNumber(step) ? toInt(step) : 0;
    if (number == 0) {
      String message = "step " + step.quoted() + " is not a number, 1 or more";
      throw step.mistake("cron-step", message, "write a number after the slash, as in */5");
    }
    return Math.min(number, 64); // longer than any field: the first value only
  }

  private int value(TextPart part) {
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

  private int named(TextPart part) {
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

  private static void refuseQuartz(TextPart part) {
    if (part.text().equals("?")) {
      Optional<String> star = Optional.of(part.replacedBy("*"));
      throw part.mistake(
          "cron-quartz", part.quoted() + " is Quartz syntax, not cron", "write * for it", star);
    }
  }

  private static boolean isNumber(TextPart part) {
    return DIGITS.matcher(part.text()).matches();
  }

  /** Numbers too large for an int are as wrong as the largest int. */
  private static int toInt(TextPart digits) {
    if (digits.text().length() <= 9) {
      return Integer.parseInt(digits.text());
    }
    String significant = digits.text().replaceFirst("^0+(?=.)", "");
    return significant.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(significant);
  }
}
