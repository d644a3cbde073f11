// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

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
 * <p>Two points where crons differ: a step needs a range, so {@code 5/10} is refused as Debian
 * refuses it; and beyond Debian a range may end on {@code sun} ({@code fri-sun}). {@code @reboot} is
 * refused because it is not a time.
 *
 * <p>An expression says which local times match. Which instants those are in a zone, also when
 * clocks change, says {@link DueInstants}. Immutable; equal when the {@link #text()} is.
 *
 * @see <a href="https://manpages.debian.org/stable/cron/crontab.5.en.html">crontab(5) of Debian</a>
 */
public final class CronExpression {

  private final String text;
  private final Values minutes;
  private final Values hours;
  private final DayRule dayRule;

  CronExpression(String text, Values minutes, Values hours, DayRule dayRule) {
    this.text = text;
    this.minutes = minutes;
    this.hours = hours;
    this.dayRule = dayRule;
  }

  /**
   * Reads an expression.
   *
   * <p>Succeeds also when no day can ever match, as in {@code 0 0 30 2 *}: see {@link
   * #isEverDue()}.
   *
   * @param text five fields or a name such as {@code @daily}; blanks around it do not matter
   * @return the expression
   * @throws CronSyntaxException the text is not a cron expression; says where and what to write
   */
  public static CronExpression parse(String text) {
    return new CronParser(text).parse();
  }

  /**
   * Gives the expression as it was written, with single blanks between the fields.
   *
   * @return text that {@link #parse} reads as an equal expression
   */
  public String text() {
    return text;
  }

  /**
   * Says in plain English when this is due, such as {@code every day at 02:00}.
   *
   * <p>Fits after "runs"; has no full stop. Two expressions with the same description match the
   * same local times.
   *
   * @return one line
   */
  public String describe() {
    return new CronDescription(minutes, hours, dayRule).text();
  }

  /**
   * Tells whether any day can match; {@code 0 0 30 2 *} is never due.
   *
   * @return false when no chosen month has a chosen day
   */
  public boolean isEverDue() {
    return dayRule.isPossible();
  }

  /**
   * Translates into expressions for Quartz (six fields, the first is seconds).
   *
   * <p>In UTC the union of their fire times holds every due instant. It is exactly the due instants
   * but for one form: where one day field begins with {@code *}, and both leave days out (every
   * second day, if it is a Monday), Quartz cannot say "both" and the expression given fires on more
   * days. In other zones Quartz differs around time changes. So what Quartz fires is to be checked
   * with {@link DueInstants#isDue}, and what it does not fire has to be added.
   *
   * @return one expression; two when a day may match either day field, which may both fire at one
   *     instant; none when nothing is ever due (Quartz refuses a trigger that never fires)
   */
  public List<String> toQuartz() {
    return new QuartzTranslation(minutes, hours, dayRule).expressions();
  }

  /** Whether time changes are left unadjusted: the hour or the minute field begins with a star. */
  boolean countsElapsedTime() {
    return minutes.startsWithStar() || hours.startsWithStar();
  }

  /** The first matching local time, {@code from} included, as if clocks never changed. */
  Optional<LocalDateTime> nextLocal(LocalDateTime from) {
    LocalDateTime minute = from.truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime start = minute.isBefore(from) ? minute.plusMinutes(1) : minute;
    LocalDate date = start.toLocalDate();
    if (date.getYear() <= DayRule.LAST_YEAR && dayRule.contains(date)) {
      Optional<LocalDateTime> sameDay = nextOnDay(start);
      if (sameDay.isPresent()) {
        return sameDay;
      }
    }
    return dayRule
        .nextFrom(date.plusDays(1))
        .map(day -> day.atTime(hours.first(), minutes.first()));
  }

  private Optional<LocalDateTime> nextOnDay(LocalDateTime start) {
    if (hours.contains(start.getHour())) {
      OptionalInt minute = minutes.nextFrom(start.getMinute());
      if (minute.isPresent()) {
        return Optional.of(start.withMinute(minute.getAsInt()));
      }
    }
    OptionalInt hour = hours.nextFrom(start.getHour() + 1);
    return hour.isPresent()
        ? Optional.of(start.toLocalDate().atTime(hour.getAsInt(), minutes.first()))
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronExpression that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The {@link #text()}. */
  @Override
  public String toString() {
    return text;
  }
}
