// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.UnreadableValue;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cron expression as Debian's crontab(5) defines it: five fields, or a name such as {@code
 * @daily}.
 *
 * <p>The fields are minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or jan-dec) and
 * weekday (0-7 or sun-sat; 0 and 7 are Sunday), separated by blanks. A field is {@code *}, a value,
 * a range {@code 9-17}, either of the first and the last with a step ({@code 0-30/10}), or a list of
 * those. Names are three letters in any case. A step longer than its range chooses the first value
 * only. When neither day field begins with {@code *}, a day that matches either of them counts;
 * otherwise a day must match both.
 *
 * <p>The day field also takes {@code L} (the last day of the month), {@code L-3} (3 days before it),
 * {@code LW} (the last working day) and {@code 15W} (the working day nearest the 15th in its month);
 * the weekday field takes {@code fri#2} (the 2nd Friday) and {@code friL} (the last). They mean what
 * they mean to Quartz, and weekdays keep the numbers of cron. A month without such a day has none.
 *
 * <p>Two points where crons differ: a step needs a range, so {@code 5/10} is refused as Debian
 * refuses it; and beyond Debian a range of weekdays may end on Sunday ({@code fri-sun}, {@code
 * 5-0}). {@code @reboot} is refused because it is not a time.
 *
 * <p>An expression tells which local times match; {@link DueInstants} turns them into instants of a
 * zone. Immutable; equal when the {@link #text()} is.
 *
 * @see <a href="https://manpages.debian.org/stable/cron/crontab.5.en.html">crontab(5) of Debian</a>
 */
public final class CronExpression {

  /** Mistakes of one expression that are mended together. */
  private static final int MOST_MISTAKES = 5;

  private final CronFields fields;

  private CronExpression(CronFields fields) {
    this.fields = fields;
  }

  /**
   * Reads an expression.
   *
   * <p>Succeeds also when no day can ever match, as in {@code 0 0 30 2 *}: see {@link
   * #isEverDue()}.
   *
   * @param text five fields or a name such as {@code @daily}; blanks around it do not matter
   * @return the expression
   * @throws UnreadableValue the text is not a cron expression; its rule begins with {@code cron-}.
   *     A replacement parses, and so does each text in double quotes in the hint
   */
  public static CronExpression parse(String text) {
    try {
      return new CronExpression(CronParser.parse(text));
    } catch (UnreadableValue mistake) {
      Optional<CronFields> meant =
          mistake.replacement().flatMap(other -> mended(other, MOST_MISTAKES));
      String hint = meant.map(CronDescription::offer).orElse(mistake.hint());
      throw new UnreadableValue(
          mistake.rule(),
          mistake.getMessage(),
          hint,
          meant.map(CronFields::text),
          mistake.offset(),
          mistake.length());
    }
  }

  /** Reads a correction, which may have another mistake whose correction is known. */
  private static Optional<CronFields> mended(String text, int mistakes) {
    try {
      return Optional.of(CronParser.parse(text));
    } catch (UnreadableValue mistake) {
      return mistake
          .replacement()
          .filter(other -> mistakes > 1)
          .flatMap(other -> mended(other, mistakes - 1));
    }
  }

  /** Returns parts that are valid and probably not meant, in the order of the text. */
  public List<CronDoubt> doubts() {
    return fields.doubts().stream()
        .map(
            doubt ->
                new CronDoubt(
                    doubt.rule(),
                    doubt.message(),
                    "it is due " + describe() + (doubt.hint().isEmpty() ? "" : "; " + doubt.hint()),
                    doubt.offset(),
                    doubt.length()))
        .toList();
  }

  /** Returns the expression as it was written, with single blanks between the fields. */
  public String text() {
    return fields.text();
  }

  /**
   * Describes in plain English when this is due.
   *
   * <p>Two expressions with the same description match the same local times.
   *
   * @return one line that fits after "runs", such as {@code every day at 02:00}
   */
  public String describe() {
    return CronDescription.of(fields);
  }

  /** Returns false when no chosen month has a chosen day, as in {@code 0 0 30 2 *}. */
  public boolean isEverDue() {
    return fields.days().isPossible();
  }

  /**
   * Translates into expressions for Quartz (six fields, the first is seconds).
   *
   * <p>In UTC the union of their fire times holds every due instant, and nothing else except in one
   * case: one day field begins with {@code *} and both leave days out (every second day, if it is a
   * Monday). Quartz cannot ask for both, so it fires on more days. In other zones Quartz differs
   * around time changes. The caller must check that each firing is due, and add the due instants at
   * which Quartz does not fire.
   *
   * @return one expression; two when a day may match either day field, which may both fire at one
   *     instant; none when nothing is ever due (Quartz refuses a trigger that never fires)
   */
  public List<String> toQuartz() {
    return QuartzTranslation.of(fields);
  }

  /** Returns true when the hour or the minute field begins with a star. */
  boolean countsElapsedTime() {
    return fields.minutes().startsWithStar() || fields.hours().startsWithStar();
  }

  /** Finds the first matching local time, {@code from} included, as if clocks never changed. */
  Optional<LocalDateTime> nextLocal(LocalDateTime from) {
    LocalDateTime minute = from.truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime start = minute.isBefore(from) ? minute.plusMinutes(1) : minute;
    LocalDate date = start.toLocalDate();
    if (date.getYear() <= DayRule.LAST_YEAR && fields.days().contains(date)) {
      Optional<LocalDateTime> sameDay = nextOnDay(start);
      if (sameDay.isPresent()) {
        return sameDay;
      }
    }
    return fields
        .days()
        .nextFrom(date.plusDays(1))
        .map(day -> day.atTime(fields.hours().first(), fields.minutes().first()));
  }

  private Optional<LocalDateTime> nextOnDay(LocalDateTime start) {
    if (fields.hours().contains(start.getHour())) {
      OptionalInt minute = fields.minutes().nextFrom(start.getMinute());
      if (minute.isPresent()) {
        return Optional.of(start.withMinute(minute.getAsInt()));
      }
    }
    OptionalInt hour = fields.hours().nextFrom(start.getHour() + 1);
    return hour.isPresent()
        ? Optional.of(start.toLocalDate().atTime(hour.getAsInt(), fields.minutes().first()))
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  /** The {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
