// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Keeps a log readable when one kind of line comes by the thousand: the first ten of a minute are
 * written, the others counted until the minute is over. Thread-safe.
 */
public final class LineFlood {

  /** Lines of a minute that are written. */
  public static final int WRITTEN = 10;

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final InstantSource clock;
  private long began;
  private int lines;

  /**
   * @param clock of this process
   */
  public LineFlood(InstantSource clock) {
    this.clock = clock;
    this.began = clock.millis();
  }

  /** Counts a line that is about to be written; returns false if it is one too many. */
  public synchronized boolean admits() {
    if (lines == 0) {
      began = clock.millis();
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
    long age = clock.millis() - began;
    if (age >= 0 && age < PERIOD.toMillis()) {
      return 0;
    }
    int left = Math.max(0, lines - WRITTEN);
    lines = 0;
    return left;
  }
}
