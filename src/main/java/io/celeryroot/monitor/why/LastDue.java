// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.cron.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The newest due instant of a timetable, which itself only looks forward. */
final class LastDue {

  private static final Duration FIRST_LOOK = Duration.ofMinutes(1);

  private LastDue() {}

  /** Finds the newest due instant at or before {@code until}; empty: none since 1970. */
  static Optional<Instant> of(Timetable timetable, Instant until) {
    Duration back = FIRST_LOOK;
    Optional<Instant> due = Optional.empty();
    Instant from = until;
    while (due.isEmpty() && from.isAfter(Instant.EPOCH)) {
      from = until.minus(back);
      due = timetable.next(from).filter(at -> !at.isAfter(until));
      back = back.multipliedBy(3);
    }
    return due.map(first -> last(timetable, first, until));
  }

  private static Instant last(Timetable timetable, Instant first, Instant until) {
    Instant last = first;
    Optional<Instant> next = timetable.next(last);
    while (next.isPresent() && !next.get().isAfter(until)) {
      last = next.get();
      next = timetable.next(last);
    }
    return last;
  }
}
