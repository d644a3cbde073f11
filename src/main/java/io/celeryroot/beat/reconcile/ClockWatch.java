// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Notices that the wall clock was set, by comparing it with clocks that nobody sets. Thread-safe.
 */
public final class ClockWatch {

  private static final Duration JUMP = Duration.ofSeconds(30);

  private Reading last;

  /**
   * Clocks of one moment.
   *
   * @param nanos of {@link System#nanoTime()}, which rests while the machine sleeps
   * @param uptime since the machine started, its sleep included; empty: not known
   */
  public record Reading(Instant wall, long nanos, Optional<Duration> uptime) {}

  /**
   * A wall clock that has gone at least 30 s more or less than the time that has passed.
   *
   * @param correction empty: it was set back, or the machine slept and the clock was right
   */
  public record Jump(Optional<ClockCorrection> correction) {}

  /**
   * Compares with the last call.
   *
   * @return empty: the wall clock has gone with the time, or this is the first call
   */
  public synchronized Optional<Jump> look(Reading now) {
    Reading before = last;
    last = now;
    if (before == null) {
      return Optional.empty();
    }
    Duration gone = Duration.between(before.wall(), now.wall());
    Duration awake = Duration.ofNanos(now.nanos() - before.nanos());
    return gone.minus(awake).abs().compareTo(JUMP) < 0
        ? Optional.empty()
        : Optional.of(new Jump(correction(before, gone.minus(passed(before, now, awake)))));
  }

  private static Duration passed(Reading before, Reading now, Duration awake) {
    return before
        .uptime()
        .flatMap(then -> now.uptime().map(uptime -> uptime.minus(then)))
        .orElse(awake);
  }

  private static Optional<ClockCorrection> correction(Reading before, Duration by) {
    Instant started = before.wall().minus(before.uptime().orElse(Duration.ZERO));
    return by.compareTo(JUMP) < 0
        ? Optional.empty()
        : Optional.of(new ClockCorrection(started, before.wall().plus(JUMP), by));
  }
}
