// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long something that should happen all the time has not happened. Thread-safe. */
final class Silence {

  private final Duration longest;
  private final LongSupplier nanos;
  private volatile long since;

  /**
   * Begins now.
   *
   * @param longest more is a defect
   */
  Silence(Duration longest) {
    this(longest, System::nanoTime);
  }

  Silence(Duration longest, LongSupplier nanos) {
    this.longest = longest;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /** It happened. */
  void end() {
    since = nanos.getAsLong();
  }

  Duration length() {
    return Duration.ofNanos(nanos.getAsLong() - since);
  }

  /**
   * In words, when it is a defect.
   *
   * @param missing what does not happen, such as {@code no look at the queue}
   */
  Optional<String> trouble(String missing) {
    Duration length = length();
    return length.compareTo(longest) > 0
        ? Optional.of(missing + " for " + length.toSeconds() + " s")
        : Optional.empty();
  }
}
