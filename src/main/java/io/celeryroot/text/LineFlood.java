// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps a log readable when one kind of line comes by the thousand: the first ten of a minute are
 * written, the others counted until the minute is over. Thread-safe.
 */
public final class LineFlood {

  /** Lines of a minute that are written. */
  public static final int WRITTEN = 10;

  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private long began;
  private int lines;

  /** Begins with no lines. */
  public LineFlood() {
    this(System::nanoTime);
  }

  LineFlood(LongSupplier nanos) {
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /** Counts a line that is about to be written; returns false if it is one too many. */
  public synchronized boolean admits() {
    if (lines == 0) {
      began = nanos.getAsLong();
    }
    lines++;
    return lines <= WRITTEN;
  }

  /**
   * Ends the minute, if it is over; call it every second or so.
   *
   * @return number of lines that were counted and not written; 0: none, or the minute lasts
   */
  public synchronized int left() {
    if (nanos.getAsLong() - began < PERIOD) {
      return 0;
    }
    int left = Math.max(0, lines - WRITTEN);
    lines = 0;
    return left;
  }
}
