// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Pauses between attempts that fail: 100 ms, then twice as long each time, up to a limit. Confined
 * to one thread.
 */
public final class BackOff {

  private static final Duration FIRST = Duration.ofMillis(100);

  private final Duration longest;
  private Duration next = FIRST;

  /**
   * @param longest limit of a pause, at least 100 ms
   */
  public BackOff(Duration longest) {
    this.longest = longest;
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
    next = FIRST;
  }
}
