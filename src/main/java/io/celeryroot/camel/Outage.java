// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.queue.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis answers this process: one line in the log when it stops, one when it does again,
 * however many threads notice. Thread-safe.
 */
public final class Outage {

  /** A single failure is no outage: after a restart each pooled connection fails once. */
  private static final int FAILURES = 2;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.redis");

  private final InstantSource clock;
  private int failures;
  private Optional<Instant> since = Optional.empty();

  public Outage(InstantSource clock) {
    this.clock = clock;
  }

  /** Redis did not do what was asked of it. */
  public synchronized void failed(QueueUnavailable failure) {
    failures++;
    if (since.isEmpty() && failures >= FAILURES) {
      since = Optional.of(clock.instant());
      LOG.warn("{}; trying again until it answers", failure.getMessage());
    } else {
      LOG.debug("{}", failure.getMessage());
    }
  }

  /** Redis did what was asked of it. */
  public synchronized void over() {
    failures = 0;
    if (since.isPresent()) {
      Duration away = Duration.between(since.get(), clock.instant());
      since = Optional.empty();
      LOG.info("answers again after {} s", away.toSeconds());
    }
  }

  /** Since when Redis does not answer; empty: it does. */
  public synchronized Optional<Instant> since() {
    return since;
  }
}
