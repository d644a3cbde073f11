// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Number of jobs in some lists, for JMX. Looked up on demand, at most every 2 s, and never while
 * Redis is known to be away. Thread-safe.
 */
public final class QueueDepthCache {

  private static final long UNKNOWN = -1;
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final RedisAvailability availability;
  private final Supplier<List<QueueDepth>> look;
  private List<QueueDepth> depths = List.of();
  private long lookedNanos = System.nanoTime() - FRESH.toNanos();

  public QueueDepthCache(RedisAvailability availability, Supplier<List<QueueDepth>> look) {
    this.availability = availability;
    this.look = look;
  }

  /** Sum over all lists; -1: Redis does not answer. */
  public synchronized long sum(ToLongFunction<QueueDepth> number) {
    if (availability.since().isPresent()) {
      return UNKNOWN;
    }
    try {
      if (System.nanoTime() - lookedNanos >= FRESH.toNanos()) {
        depths = look.get();
        lookedNanos = System.nanoTime();
      }
      return depths.stream().mapToLong(number).sum();
    } catch (QueueUnavailable e) {
      availability.failed(e);
      return UNKNOWN;
    }
  }
}
