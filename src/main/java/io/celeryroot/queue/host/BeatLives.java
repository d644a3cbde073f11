// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import redis.clients.jedis.resps.Tuple;

/** The times in which Beats lived, so that the times in which none did are known. Thread-safe. */
public final class BeatLives {

  private static final int MOST = 500;
  private static final Duration KEPT = Duration.ofDays(366);

  private final Redis redis;

  /**
   * @param redis stays the caller's
   */
  public BeatLives(Redis redis) {
    this.redis = redis;
  }

  /**
   * Notes that a Beat lives now. In place of a question for the time, it costs nothing.
   *
   * @return Redis server time
   */
  public Instant note() {
    return redis.heard(
        Script.instant(
            redis.rows(
                "noting that a Beat lives",
                Script.LIVES,
                List.of(Keys.LIVES),
                WorkerIncarnation.LEASE.toSeconds(),
                MOST,
                KEPT.toMillis())));
  }

  /** The newest 500 lives, oldest first. What is not a time is left out. */
  public List<Life> read() {
    List<Tuple> lives =
        redis.call("reading when Beats lived", j -> j.zrangeWithScores(Keys.LIVES, 0, -1));
    return lives.stream()
        .filter(life -> life.getElement().matches("\\d{1,11}"))
        .map(
            life ->
                new Life(
                    Instant.ofEpochSecond(Long.parseLong(life.getElement())),
                    Instant.ofEpochSecond((long) life.getScore())))
        .toList();
  }
}
