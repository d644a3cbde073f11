// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.Tuple;

/** The times in which Beats lived, so that the times in which none did are known. Thread-safe. */
public final class BeatLives {

  private static final int MOST = 500;
  private static final Duration KEPT = Duration.ofDays(366);

  private static final String LOOKED = "looked";
  private static final String UNTIL = "until";

  private final Redis redis;

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

  /** Notes up to when a Beat has looked for due instants, if the process signs. */
  public void noteLook(Instant until) {
    if (redis.seals().signs()) {
      String text = Json.line(Map.of(UNTIL, until.getEpochSecond()));
      redis.call(
          "noting a look for due instants",
          j ->
              j.set(
                  Keys.LOOKED,
                  OrderSeal.seal(redis.seals(), LOOKED, text),
                  SetParams.setParams().px(KEPT.toMillis())));
    }
  }

  /**
   * The time up to which Beats can have looked for due instants before this one started: that of a
   * signed note, where signatures are required, else that of their last sign of life.
   *
   * @param start of this Beat, by the clock of Redis
   * @return empty: it is not on record
   */
  public Optional<Instant> lastLook(Instant start) {
    if (redis.seals().isRequired()) {
      return storedLook()
          .flatMap(stored -> OrderSeal.read(redis.seals(), LOOKED, stored))
          .flatMap(text -> JsonReader.readObject(text.json()))
          .map(fields -> JsonReader.number(fields.get(UNTIL), -1))
          .filter(second -> second >= 0)
          .map(Instant::ofEpochSecond);
    }
    return read().stream()
        .filter(life -> life.from().isBefore(start))
        .map(Life::until)
        .max(Comparator.naturalOrder());
  }

  /** The stored look; empty also for a key of another type, which no Beat has written. */
  private Optional<String> storedLook() {
    return new Isolated(spoiled -> {})
        .get(
            () -> Optional.ofNullable(redis.call("reading the last look", j -> j.get(Keys.LOOKED))))
        .flatMap(look -> look);
  }

  /** Returns true if a look should be on record, signed, and nobody knows of one. */
  public boolean lacksLook(Instant start) {
    return redis.seals().isRequired() && lastLook(start).isEmpty();
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
