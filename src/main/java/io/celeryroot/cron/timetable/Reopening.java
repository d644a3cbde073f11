// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A timetable that is also due at the end of each closed period in which it was due.
 *
 * @param base due in and outside of closed periods
 * @param openTimes says which periods are closed
 */
public record Reopening(Timetable base, OpenTimes openTimes) implements Timetable {

  /** Ends of periods are whole minutes, in a zone that need not be the one of the timetable. */
  private static final String EACH_MINUTE = "0 * * * * ?";

  public Reopening {
    requireNonNull(base, "base");
    requireNonNull(openTimes, "openTimes");
  }

  @Override
  public Optional<Instant> next(Instant after) {
    Optional<Instant> due = base.next(after);
    return openTimes
        .closedAt(after, due.orElse(Instant.MAX))
        .filter(closed -> isDueIn(closed))
        .map(OpenTimes.Closed::end)
        .or(() -> due);
  }

  /** Asks for a closed period only at the end of one: clocks ask each minute. */
  @Override
  public boolean isDue(Instant instant) {
    boolean isEnd =
        openTimes.closedBy(instant).isEmpty()
            && openTimes.closedBy(instant.minusNanos(1)).isPresent();
    return base.isDue(instant) || (isEnd && Timetable.super.isDue(instant));
  }

  private boolean isDueIn(OpenTimes.Closed closed) {
    return base.next(closed.start().minusNanos(1)).filter(closed.end()::isAfter).isPresent();
  }

  @Override
  public ZoneId zone() {
    return base.zone();
  }

  @Override
  public String text() {
    return base.text();
  }

  @Override
  public String describe() {
    return base.describe();
  }

  @Override
  public List<String> toQuartz() {
    return Stream.concat(base.toQuartz().stream(), Stream.of(EACH_MINUTE)).distinct().toList();
  }

  @Override
  public ZoneId quartzZone() {
    return base.quartzZone();
  }
}
