// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Due instants the slow way: every day is looked at, and every time of it. Shares nothing with the
 * package {@code cron}.
 *
 * <p>A time that the clocks skip is made up for at once, and one that they show twice counts once;
 * times that follow the clock are not made up for and count twice.
 */
public final class DayWalk implements SourceTimes {

  private static final int LAST_YEAR = 9999;

  private final Predicate<LocalDate> days;
  private final BitSet hours;
  private final BitSet minutes;
  private final boolean followsClock;
  private final ZoneRules rules;

  /**
   * A walk.
   *
   * @param days on which it is due
   * @param hours of these days
   * @param minutes of these hours
   * @param followsClock true for times such as every five minutes
   * @param zone of all of them
   */
  public DayWalk(
      Predicate<LocalDate> days, BitSet hours, BitSet minutes, boolean followsClock, ZoneId zone) {
    this.days = days;
    this.hours = hours;
    this.minutes = minutes;
    this.followsClock = followsClock;
    this.rules = zone.getRules();
  }

  @Override
  public List<Instant> next(Instant after, int count) {
    TreeSet<Instant> due = new TreeSet<>();
    LocalDate day =
        LocalDateTime.ofInstant(after, rules.getOffset(after)).toLocalDate().minusDays(1);
    boolean isEnough = false;
    // One more day, because a time that is skipped at midnight is made up for on the next.
    while (!isEnough && day.getYear() <= LAST_YEAR) {
      isEnough = due.size() >= count;
      if (days.test(day)) {
        addDay(day, due);
        due.headSet(after, true).clear();
      }
      day = day.plusDays(1);
    }
    return due.stream().limit(count).toList();
  }

  private void addDay(LocalDate day, Set<Instant> due) {
    hours.stream()
        .forEach(
            hour ->
                minutes.stream()
                    .mapToObj(minute -> day.atTime(hour, minute))
                    .forEach(time -> addTime(time, due)));
  }

  private void addTime(LocalDateTime time, Set<Instant> due) {
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    if (!offsets.isEmpty()) {
      due.add(time.toInstant(offsets.get(0)));
    } else if (!followsClock) {
      due.add(rules.getTransition(time).getInstant());
    }
    if (offsets.size() > 1 && followsClock) {
      due.add(time.toInstant(offsets.get(1)));
    }
  }
}
