// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code retries}. */
final class RetriesReader {

  private RetriesReader() {}

  static Retries read(SectionReader section) {
    Duration delay = section.duration("delay").orElse(Retries.DEFAULT_DELAY);
    Optional<Duration> given = section.duration("max_delay");
    Duration maxDelay =
        given.orElse(
            delay.compareTo(Retries.DEFAULT_MAX_DELAY) > 0 ? delay : Retries.DEFAULT_MAX_DELAY);
    if (maxDelay.compareTo(delay) < 0) {
      section.report(
          "max_delay",
          "max-delay",
          Durations.format(maxDelay) + " is less than the delay of " + Durations.format(delay),
          Fix.yaml(Durations.format(delay)));
    }
    return new Retries(
        section.whole("max").orElse(0),
        delay,
        section.decimal("backoff").orElse(Retries.DEFAULT_BACKOFF),
        maxDelay,
        section.decimal("jitter").orElse(Retries.DEFAULT_JITTER),
        Set.copyOf(section.wholes("on_exit")));
  }
}
