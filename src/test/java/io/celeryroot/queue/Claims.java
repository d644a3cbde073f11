// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Target;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.BlockingConnection;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Optional;

/** Claims of tests. */
public final class Claims {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Claims() {}

  /** The next job of one list; zero looks once. */
  public static Optional<Claim> next(WorkerSession session, Target list, Duration maxWait) {
    long end = System.nanoTime() + maxWait.toNanos();
    try (BlockingConnection connection = session.waiting(list.list())) {
      Optional<Claim> claim;
      Duration left;
      do {
        left = Duration.ofNanos(Math.max(end - System.nanoTime(), SHORTEST.toNanos()));
        Duration wait = left.compareTo(Redis.MAX_BLOCK) < 0 ? left : Redis.MAX_BLOCK;
        claim = session.await(list.list(), list, connection, wait);
      } while (claim.isEmpty() && System.nanoTime() < end);
      return claim;
    }
  }
}
