// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Time since the last sign of activity. Reports trouble once it exceeds the limit. No clock that is
 * set changes it. Thread-safe.
 */
public final class Watchdog {

  private final Duration longest;
  private final LongSupplier nanos;
  private volatile long since;

  /**
   * Starts to count.
   *
   * @param longest time without activity that is still all right
   */
  public Watchdog(Duration longest) {
    this(longest, System::nanoTime);
  }

  Watchdog(Duration longest, LongSupplier nanos) {
    this.longest = longest;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  public void seen() {
    since = nanos.getAsLong();
  }

  /** Time since the last activity. */
  public Duration length() {
    return Duration.ofNanos(nanos.getAsLong() - since);
  }

  /**
   * The trouble in words; empty while there is none.
   *
   * @param missing activity, such as {@code no look at the queue}
   */
  public Optional<String> trouble(String missing) {
    Duration length = length();
    return length.compareTo(longest) > 0
        ? Optional.of(missing + " for " + length.toSeconds() + " s")
        : Optional.empty();
  }
}
