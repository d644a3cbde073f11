// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The due instants of a schedule. Everything that asks when a schedule is due asks its timetable.
 *
 * <p>Immutable; the functions are pure and may be called from any thread. Nothing is due after the
 * year 9999.
 */
public interface Timetable {

  /**
   * Finds the first due instant after a given one.
   *
   * @param after exclusive, any resolution
   * @return a whole second; empty when nothing is due any more
   */
  Optional<Instant> next(Instant after);

  /** Returns the timetable that this one adds to, or itself. */
  default Timetable base() {
    return this;
  }

  /** Returns the zone in which its local times are read. */
  ZoneId zone();

  /** Returns a text without the zone, such as {@code 0 2 * * *} or {@code every 90s}. */
  String text();

  /** Describes it in plain English, on one line that fits after "runs". */
  String describe();

  /**
   * Returns expressions for Quartz whose fire times, taken together, hold every due instant, and
   * more. Around time changes some may be missing in zones other than UTC. Whoever fires must ask
   * {@link #isDue}.
   *
   * @return none when nothing is ever due
   */
  List<String> toQuartz();

  /** Returns the zone in which Quartz reads {@link #toQuartz}. */
  default ZoneId quartzZone() {
    return zone();
  }

  /** Tells whether this is due at exactly this instant. */
  default boolean isDue(Instant instant) {
    return next(instant.minusNanos(1)).filter(instant::equals).isPresent();
  }

  /**
   * Lists the due instants of a period, oldest first.
   *
   * @param after exclusive
   * @param until inclusive
   * @param limit most instants to list, 0 or more; the oldest are listed
   */
  default List<Instant> between(Instant after, Instant until, int limit) {
    List<Instant> due = new ArrayList<>();
    Instant last = after;
    while (due.size() < limit) {
      Optional<Instant> next = next(last).filter(found -> !found.isAfter(until));
      if (next.isEmpty()) {
        break;
      }
      last = next.get();
      due.add(last);
    }
    return List.copyOf(due);
  }

  /** Returns the text that {@code Plans} reads: this one's text and zone. */
  default String plan() {
    return text() + " " + zone().getId();
  }
}
