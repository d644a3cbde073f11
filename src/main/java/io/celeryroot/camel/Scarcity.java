// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the machine gives this worker threads. While it does not, nothing is claimed: a job could
 * only go back in line. One line in the log when it begins, one when it is over. Thread-safe.
 */
final class Scarcity {

  private static final Duration TRY_EVERY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final ThreadFactory threads;
  private final LongSupplier nanos;
  private boolean lasts;
  private long since;
  private long nextTry;

  Scarcity() {
    this(Thread::new, System::nanoTime);
  }

  Scarcity(ThreadFactory threads, LongSupplier nanos) {
    this.threads = threads;
    this.nanos = nanos;
  }

  /** A thread was needed and not given. */
  synchronized void met(Throwable failure) {
    nextTry = nanos.getAsLong() + TRY_EVERY.toNanos();
    if (!lasts) {
      lasts = true;
      since = nanos.getAsLong();
      LOG.warn(
          "{}; jobs wait until there are threads; fix: end what uses them up, or raise the limit"
              + " (TasksMax= of the unit, ulimit -u, pids.max of the container)",
          failure.getMessage());
    }
  }

  /** Whether it goes on; finds that out by a thread that does nothing, from time to time. */
  synchronized boolean lasts() {
    if (lasts && nanos.getAsLong() - nextTry >= 0) {
      nextTry = nanos.getAsLong() + TRY_EVERY.toNanos();
      lasts = !isThreadGiven();
      if (!lasts) {
        LOG.info(
            "there are threads again after {} s",
            Duration.ofNanos(nanos.getAsLong() - since).toSeconds());
      }
    }
    return lasts;
  }

  /** In words, while it goes on. */
  synchronized Optional<String> trouble() {
    return lasts ? Optional.of("no thread can be started") : Optional.empty();
  }

  private boolean isThreadGiven() {
    try {
      threads.newThread(() -> {}).start();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }
}
