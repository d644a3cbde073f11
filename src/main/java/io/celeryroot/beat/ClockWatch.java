// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import java.time.Duration;
import java.time.Instant;

/** Notices that the wall clock was set, by comparing it with the monotonic one. Thread-safe. */
public final class ClockWatch {

  private static final Duration JUMP = Duration.ofSeconds(30);

  private boolean hasLooked;
  private Instant lastWall = Instant.EPOCH;
  private long lastNanos;

  /**
   * Compares with the last call.
   *
   * @param nanos of {@link System#nanoTime()}
   * @return whether the wall clock went at least 30 s more or less than the time that has passed
   */
  public synchronized boolean hasJumped(Instant wall, long nanos) {
    Instant expected = lastWall.plusNanos(nanos - lastNanos);
    boolean hasJumped = hasLooked && Duration.between(expected, wall).abs().compareTo(JUMP) >= 0;
    hasLooked = true;
    lastWall = wall;
    lastNanos = nanos;
    return hasJumped;
  }
}
