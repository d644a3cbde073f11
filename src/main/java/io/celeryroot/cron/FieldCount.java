// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.UnreadableValue;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Explains an expression that has more or fewer than five fields. */
final class FieldCount {

  private static final int FIELDS = CronField.values().length;
  private static final Pattern YEAR = Pattern.compile("(19|20)\\d\\d");
  private static final Pattern EACH_SECONDS = Pattern.compile("[*](?:/(\\d{1,2}))?");
  private static final int SECONDS_OF_MINUTE = 60;
  private static final String OTHERS =
      "leave out seconds, a year, a command and blanks inside a field; weekdays count from Sunday ="
          + " 0";

  private final List<TextPart> words;
  private final TextPart all;

  private final Function<String, Optional<CronFields>> reader;

  private FieldCount(List<TextPart> words, Function<String, Optional<CronFields>> reader) {
    this.words = words;
    this.reader = reader;
    this.all = words.get(0).through(words.get(words.size() - 1));
  }

  /**
   * The mistake of words that are not five.
   *
   * @param reader reads an expression, if it has no mistake
   */
  static UnreadableValue mistake(
      List<TextPart> words, Function<String, Optional<CronFields>> reader) {
    return new FieldCount(words, reader).mistake();
  }

  private UnreadableValue mistake() {
    String count = words.size() == 1 ? "1 field" : words.size() + " fields";
    String message = count + ", need 5 (minute hour day month weekday): " + all.quoted();
    if (words.size() < FIELDS) {
      String filled = text(0, words.size()) + " *".repeat(FIELDS - words.size());
      return all.mistake("cron-fields", message, Corrections.EXAMPLE, Optional.of(filled));
    }
    Optional<String> meant =
        withoutSeconds()
            .or(() -> Corrections.withoutYear(texts(words.size())))
            .or(() -> Corrections.withoutGaps(texts(words.size())))
            .filter(text -> reader.apply(text).isPresent());
    return all.mistake("cron-fields", message, meant.isPresent() ? "" : hint(), meant);
  }

  private String text(int from, int to) {
    return String.join(" ", words.subList(from, to).stream().map(TextPart::text).toList());
  }

  private List<String> texts(int count) {
    return words.subList(0, count).stream().map(TextPart::text).toList();
  }

  /** The expression without the seconds 0, and without a year that is any. */
  private Optional<String> withoutSeconds() {
    boolean hasAnyYear = words.size() == FIELDS + 2 && words.get(FIELDS + 1).text().matches("[*?]");
    return words.size() == FIELDS + 1 || hasAnyYear
        ? Corrections.withoutSeconds(texts(FIELDS + 1))
        : Optional.empty();
  }

  private String hint() {
    return zone().or(this::year).or(this::seconds).or(this::command).orElse(Corrections.EXAMPLE);
  }

  /** Five fields, and what comes after them. */
  private Optional<CronFields> first() {
    return reader.apply(text(0, FIELDS));
  }

  private Optional<String> zone() {
    String last = words.get(FIELDS).text();
    boolean isZone = words.size() == FIELDS + 1 && TimeZones.isMeant(last);
    return first()
        .filter(fields -> isZone)
        .map(fields -> CronDescription.offer(fields) + " and " + TimeZones.beside(last));
  }

  private Optional<String> year() {
    if (words.size() == FIELDS + 1 && YEAR.matcher(words.get(FIELDS).text()).matches()) {
      return first().map(fields -> withYear(fields, words.get(FIELDS).text()));
    }
    boolean isQuartz =
        words.size() == FIELDS + 2 && YEAR.matcher(words.get(FIELDS + 1).text()).matches();
    return Corrections.withoutSeconds(texts(FIELDS + 1))
        .filter(text -> isQuartz)
        .flatMap(reader)
        .map(fields -> withYear(fields, words.get(FIELDS + 1).text()));
  }

  private static String withYear(CronFields fields, String year) {
    return once(fields, Integer.parseInt(year))
        .map(at -> "cron has no year; write at: " + at + " in place of cron")
        .orElseGet(
            () ->
                "cron has no year; "
                    + CronDescription.offer(fields)
                    + ", which is due in all years");
  }

  /** The only time at which fields are due in a year. */
  private static Optional<LocalDateTime> once(CronFields fields, int year) {
    DayRule days = fields.days();
    boolean isOne =
        fields.minutes().size() == 1
            && fields.hours().size() == 1
            && days.isByDate()
            && days.movable().isEmpty()
            && days.days().size() == 1
            && days.months().size() == 1;
    try {
      return isOne
          ? Optional.of(
              LocalDateTime.of(
                  year,
                  days.months().first(),
                  days.days().first(),
                  fields.hours().first(),
                  fields.minutes().first()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Seconds that are not 0. */
  private Optional<String> seconds() {
    if (words.size() != FIELDS + 1 || reader.apply(text(1, FIELDS + 1)).isEmpty()) {
      return Optional.empty();
    }
    var each = EACH_SECONDS.matcher(words.get(0).text());
    if (each.matches() && text(1, FIELDS + 1).matches("[*?]( [*?]){4}")) {
      int step = each.group(1) == null ? 1 : Integer.parseInt(each.group(1));
      if (step > 0 && SECONDS_OF_MINUTE % step == 0) {
        return Optional.of("write every: " + step + "s in place of cron");
      }
    }
    return Optional.of(
        "cron has no seconds; leave them out, or write every: and a duration in place of cron;"
            + " weekdays count from Sunday = 0");
  }

  private Optional<String> command() {
    return first()
        .filter(fields -> words.get(FIELDS).text().matches("[A-Za-z/~.$\"'].*"))
        .map(fields -> CronDescription.offer(fields) + ", and the command in a task")
        .or(() -> Optional.of(OTHERS).filter(hint -> words.size() <= FIELDS + 2));
  }
}
