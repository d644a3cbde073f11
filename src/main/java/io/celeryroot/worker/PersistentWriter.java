// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes to Redis again and again until it is stored, because an outcome that was reached must not
 * be lost. Gives up only when the worker must be gone. Thread-safe.
 */
final class PersistentWriter {

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RedisAvailability availability;
  private volatile boolean isStopping;

  PersistentWriter(RedisAvailability availability) {
    this.availability = availability;
  }

  /** Lets each write that fails from now on fail for good. */
  void stop() {
    isStopping = true;
  }

  /** Takes back {@link #stop()}. */
  void start() {
    isStopping = false;
  }

  boolean isStopping() {
    return isStopping;
  }

  /**
   * Repeats a write until it succeeds.
   *
   * @throws QueueUnavailable Redis is away and the worker stops; nothing may be stored
   */
  <T> T untilStored(Supplier<T> write) throws InterruptedException {
    while (true) {
      try {
        return write.get();
      } catch (QueueUnavailable e) {
        availability.failed(e);
        if (isStopping) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }

  /** The same for a write without an answer. */
  void untilStored(Runnable write) throws InterruptedException {
    untilStored(
        () -> {
          write.run();
          return true;
        });
  }
}
