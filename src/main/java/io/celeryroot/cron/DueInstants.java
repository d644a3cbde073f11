// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The due instants of a cron expression in a time zone. Everything that asks when a schedule is due
 * asks this class.
 *
 * <p>Time changes follow cron(8) of Debian:
 *
 * <ul>
 *   <li>Where the hour field or the minute field begins with {@code *}, real elapsed time counts:
 *       an instant is due when its local time matches. Local times that a change skips are not due,
 *       local times that it repeats are due twice.
 *   <li>Otherwise a local time that a change skips is due at the instant of the change, once
 *       however many were skipped. A local time that a change repeats is due the first time only.
 *   <li>A change by {@link #CORRECTION} or more corrects the calendar or the clock and is not
 *       summer time: nothing is adjusted. So nothing is due on 2011-12-30 in Pacific/Apia, a day
 *       that did not exist there, and a repeated day is two days.
 * </ul>
 *
 * <p>The expression is due at whole minutes of local time; an instant is therefore a whole minute
 * too, except in the historic zones whose offset had seconds. Nothing is due after the year 9999.
 *
 * <p>Stateless; the functions are pure and may be called from any thread.
 *
 * @see <a href="https://manpages.debian.org/stable/cron/cron.8.en.html">cron(8) of Debian</a>
 */
public final class DueInstants {

  /** Changes of local time by this much or more are not adjusted for. */
  public static final Duration CORRECTION = Duration.ofHours(3);

  private DueInstants() {}

  /**
   * Finds the first due instant after a given one.
   *
   * <p>Takes microseconds: it goes by months, hours and time changes, not by minutes.
   *
   * @param cron when
   * @param zone whose local time {@code cron} is read in
   * @param after exclusive, any resolution
   * @return the next due instant, a whole second; empty when there is none up to the year 9999,
   *     which is so at once for an expression that {@linkplain CronExpression#isEverDue() never} is
   */
  public static Optional<Instant> next(CronExpression cron, ZoneId zone, Instant after) {
    requireNonNull(zone, "zone");
    if (!cron.isEverDue()) {
      return Optional.empty();
    }
    ZoneRules rules = zone.getRules();
    Instant start = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    ZoneOffsetTransition entered = rules.previousTransition(start.plusSeconds(1));
    Stretch stretch = new Stretch(start, rules.getOffset(start), Optional.ofNullable(entered));
    while (true) {
      if (stretch.makesUpForSkipped(cron)) {
        return Optional.of(stretch.start());
      }
      Optional<Instant> candidate = stretch.firstMatch(cron);
      if (candidate.isEmpty()) {
        return Optional.empty();
      }
      ZoneOffsetTransition leaving = rules.nextTransition(stretch.start());
      if (leaving == null || candidate.get().isBefore(leaving.getInstant())) {
        return candidate;
      }
      stretch = Stretch.after(leaving);
    }
  }

  /**
   * A period in which the offset does not change.
   *
   * @param start first instant of interest
   * @param entered the change by which the offset came to hold, at or before {@code start}
   */
  private record Stretch(Instant start, ZoneOffset offset, Optional<ZoneOffsetTransition> entered) {

    static Stretch after(ZoneOffsetTransition change) {
      return new Stretch(change.getInstant(), change.getOffsetAfter(), Optional.of(change));
    }

    /** Returns true when a due time fell into the time that was skipped right before the start. */
    boolean makesUpForSkipped(CronExpression cron) {
      return adjustedChange(cron)
          .filter(change -> change.isGap() && change.getInstant().equals(start))
          .flatMap(
              gap ->
                  cron.nextLocal(gap.getDateTimeBefore())
                      .filter(skipped -> skipped.isBefore(gap.getDateTimeAfter())))
          .isPresent();
    }

    /** Finds the first match under the assumption that the offset never changes. */
    Optional<Instant> firstMatch(CronExpression cron) {
      LocalDateTime local = LocalDateTime.ofInstant(start, offset);
      LocalDateTime fresh =
          adjustedChange(cron)
              .filter(ZoneOffsetTransition::isOverlap)
              .map(ZoneOffsetTransition::getDateTimeBefore)
              .filter(local::isBefore)
              .orElse(local);
      return cron.nextLocal(fresh).map(match -> match.toInstant(offset));
    }

    private Optional<ZoneOffsetTransition> adjustedChange(CronExpression cron) {
      return entered.filter(
          change ->
              !cron.countsElapsedTime() && change.getDuration().abs().compareTo(CORRECTION) < 0);
    }
  }
}
