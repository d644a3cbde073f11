// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts that fail, each twice as long as the one before. One thread uses it. */
public final class BackOff {

  private static final Duration FIRST = Duration.ofMillis(100);

  private final Duration first;
  private final Duration longest;
  private Duration next;

  /** Begins with 100 ms. */
  public BackOff(Duration longest) {
    this(FIRST, longest);
  }

  BackOff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** Waits for the next pause. */
  public void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(next().toMillis());
  }

  /** Takes the length of the next pause. */
  Duration next() {
    Duration taken = next;
    Duration doubled = taken.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return taken;
  }

  /** Begins with the shortest pause again, since an attempt succeeded. */
  public void reset() {
    next = first;
  }
}
