// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.cron.Intervals;
import io.celeryroot.text.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A span over which the hosts of a run start, each at a point of its own. The point depends on the
 * names of schedule and host alone, so a host keeps it.
 *
 * @param span as {@link Intervals} allows
 */
public record Splay(Duration span) {

  /** Due instants that are looked at, from a day on that is as good as any. */
  private static final int LOOKED_AT = 50;

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  public Splay {
    if (!Intervals.isAllowed(span)) {
      throw new IllegalArgumentException("splay " + span);
    }
  }

  /**
   * The time after a due instant at which a host starts.
   *
   * @param schedule name of the schedule, or of the task that is run by hand
   * @return whole seconds, less than the span
   */
  public Duration of(String schedule, String host) {
    long hash = ByteBuffer.wrap(Sha256.of(schedule + '\0' + host)).getLong();
    return Duration.ofSeconds(Math.floorMod(hash, span.toSeconds()));
  }

  /**
   * The shortest time between due instants, if hosts may still wait for their start at the next
   * one. Of a timetable that is not regular, only some due instants are looked at.
   */
  public Optional<Duration> tooLongFor(Timetable timetable) {
    return shortest(timetable.base()).filter(distance -> distance.compareTo(span) < 0);
  }

  private static Optional<Duration> shortest(Timetable timetable) {
    if (timetable instanceof Interval interval) {
      return Optional.of(interval.every());
    }
    List<Instant> due = timetable.between(FROM, Instant.MAX, LOOKED_AT);
    return IntStream.range(1, due.size())
        .mapToObj(i -> Duration.between(due.get(i - 1), due.get(i)))
        .min(Duration::compareTo);
  }

  /** The instant at which a host starts. */
  public Instant start(Instant due, String schedule, String host) {
    return due.plus(of(schedule, host));
  }
}
