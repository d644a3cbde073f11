// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.cron.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The newest due instant of a timetable, which itself only looks forward. */
final class LastDue {

  private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
  private static final Duration FARTHEST = Duration.ofDays(366 * 9);

  private LastDue() {}

  /** Finds the newest due instant at or before {@code until}; empty: none in nine years. */
  static Optional<Instant> of(Timetable timetable, Instant until) {
    Duration back = FIRST_LOOK;
    while (back.compareTo(FARTHEST) < 0) {
      Instant from = until.minus(back);
      Optional<Instant> due = timetable.next(from).filter(at -> !at.isAfter(until));
      if (due.isPresent()) {
        return last(timetable, due.get(), until);
      }
      back = back.multipliedBy(3);
    }
    return Optional.empty();
  }

  private static Optional<Instant> last(Timetable timetable, Instant first, Instant until) {
    Instant last = first;
    Optional<Instant> next = timetable.next(last);
    while (next.isPresent() && !next.get().isAfter(until)) {
      last = next.get();
      next = timetable.next(last);
    }
    return Optional.of(last);
  }
}
