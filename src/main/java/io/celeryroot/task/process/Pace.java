// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long to wait between two looks at a process: tens of microseconds while output flows, so that
 * a pipe is emptied at hundreds of MB/s; up to 50 ms when it is quiet, so that a sleeping process
 * costs nothing.
 */
final class Pace {

  private static final long BUSY_NANOS = Duration.ofNanos(50_000).toNanos();
  private static final int BUSY_LOOKS = 40;
  private static final long FIRST_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(50).toNanos();

  private int busyLooksLeft;
  private long nextNanos = FIRST_NANOS;

  /** Output was seen. */
  void hurry() {
    busyLooksLeft = BUSY_LOOKS;
    nextNanos = FIRST_NANOS;
  }

  /** Waits, but no longer than until the process ends or {@code nanos} have passed. */
  void pause(Process process, long nanos) throws InterruptedException {
    if (busyLooksLeft > 0) {
      busyLooksLeft--;
      LockSupport.parkNanos(Math.min(BUSY_NANOS, nanos));
      return;
    }
    process.waitFor(Math.min(nextNanos, nanos), TimeUnit.NANOSECONDS);
    nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
  }
}
