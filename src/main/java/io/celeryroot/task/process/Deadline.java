// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.time.Duration;

/** A moment on the JVM's monotonic clock, which no clock change moves. */
record Deadline(long nanoTime) {

  /** The longest time that differences of {@link System#nanoTime()} allow. */
  private static final Duration FARTHEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  static Deadline in(Duration duration) {
    Duration possible = duration.compareTo(FARTHEST) > 0 ? FARTHEST : duration;
    return new Deadline(System.nanoTime() + possible.toNanos());
  }

  /** Returns the nanoseconds until then; zero or less when it has passed. */
  long left() {
    return nanoTime - System.nanoTime();
  }

  boolean hasPassed() {
    return left() <= 0;
  }
}
