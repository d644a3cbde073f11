// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Target;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Ends jobs that have waited too long, for hosts that are away. Thread-safe. */
public final class Expiry {

  private final Redis redis;
  private final Attempts attempts;

  /**
   * @param redis stays the caller's
   * @param attempts of the same Redis
   */
  public Expiry(Redis redis, Attempts attempts) {
    this.redis = redis;
    this.attempts = attempts;
  }

  /**
   * Ends waiting jobs that have expired, and takes those that were cancelled out of line.
   *
   * @return number of jobs
   * @throws QueueUnavailable some may have been ended; call it again
   */
  public int expire(Target target) {
    Instant now = redis.serverTime();
    WaitingLine line = new WaitingLine(redis, target);
    return line.sources()
        .mapToInt(
            source ->
                Isolated.get(
                        () -> line.forEachPage(source, page -> expire(page, now)),
                        attempts.onSpoiledKey())
                    .orElse(0))
        .sum();
  }

  private int expire(List<WaitingLine.Entry> page, Instant now) {
    Set<String> open = attempts.notEnded(page.stream().map(entry -> entry.job().id()).toList());
    return (int)
        page.stream()
            .filter(entry -> isExpired(entry, now) || !open.contains(entry.job().id()))
            .filter(entry -> settle(entry, now))
            .count();
  }

  private boolean settle(WaitingLine.Entry entry, Instant now) {
    return Isolated.get(
            () -> attempts.settleWaiting(entry, isExpired(entry, now), now),
            attempts.onSpoiledKey())
        .orElse(false);
  }

  private static boolean isExpired(WaitingLine.Entry entry, Instant now) {
    return entry.job().expires().filter(expires -> !now.isBefore(expires)).isPresent();
  }
}
