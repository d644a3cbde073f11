// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats a write to Redis until it succeeds, because no outcome may be lost. Gives up only when
 * the worker has to stop. Thread-safe.
 */
final class PersistentWriter {

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RedisAvailability availability;
  private volatile boolean isStopping;

  PersistentWriter(RedisAvailability availability) {
    this.availability = availability;
  }

  /** Stops repeating: from now on each write is tried once more at most. */
  void stop() {
    isStopping = true;
  }

  /** Starts to repeat writes again, after {@link #stop()}. */
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

  /** Repeats a write that has no answer. */
  void untilStored(Runnable write) throws InterruptedException {
    untilStored(
        () -> {
          write.run();
          return true;
        });
  }
}
