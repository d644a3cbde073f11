// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.QueueDepth;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How many jobs lie in some lists, for JMX: looked up when asked for, at most every 2 s, and never
 * while Redis is known to be away. Thread-safe.
 */
final class Depths {

  private static final long UNKNOWN = -1;
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Celeryroot celeryroot;
  private final Function<JobQueues, List<QueueDepth>> look;
  private List<QueueDepth> depths = List.of();
  private long lookedNanos = System.nanoTime() - FRESH.toNanos();

  Depths(Celeryroot celeryroot, Function<JobQueues, List<QueueDepth>> look) {
    this.celeryroot = celeryroot;
    this.look = look;
  }

  /** Over all lists; -1: Redis does not answer. */
  synchronized long sum(ToLongFunction<QueueDepth> number) {
    if (celeryroot.outage().since().isPresent()) {
      return UNKNOWN;
    }
    try {
      if (System.nanoTime() - lookedNanos >= FRESH.toNanos()) {
        depths =
            look.apply(
                new JobQueues(celeryroot.services().redis(), celeryroot.config().resultsKept()));
        lookedNanos = System.nanoTime();
      }
      return depths.stream().mapToLong(number).sum();
    } catch (QueueUnavailable e) {
      celeryroot.outage().failed(e);
      return UNKNOWN;
    }
  }
}
