// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.HeartbeatSeal;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The times for which the workers of a host were away, as they wrote them. Thread-safe. */
public final class Absences {

  private static final int MOST = 30;
  private static final Duration KEPT = Duration.ofDays(30);

  private final Redis redis;

  public Absences(Redis redis) {
    this.redis = redis;
  }

  /** Adds an absence that is over; the newest 30 of a host are kept, for 30 days. */
  void note(Absence absence) {
    String key = Keys.away(absence.host());
    String text = HeartbeatSeal.seal(redis.seals(), key, absence.host(), absence.toJson());
    redis.call(
        "noting that " + absence.worker() + " is back",
        j -> {
          j.lpush(key, text);
          j.ltrim(key, 0, MOST - 1L);
          return j.pexpire(key, KEPT.toMillis());
        });
  }

  /**
   * The absences of a host. What is not one, or not believed, is left out, and told; so is a key
   * that holds a value of another type.
   */
  public KnownAbsences of(String host) {
    String key = Keys.away(host);
    return new Isolated(spoiled -> {})
        .get(
            () ->
                redis.call("reading when " + host + " was away", j -> j.lrange(key, 0, MOST - 1L)))
        .map(stored -> read(host, key, stored))
        .orElseGet(
            () ->
                trouble(
                    List.of(), key + " holds a value of another type; fix: redis-cli DEL " + key));
  }

  private KnownAbsences read(String host, String key, List<String> stored) {
    List<Absence> all = new ArrayList<>();
    int foreign = 0;
    for (String text : stored) {
      Optional<Absence> absence =
          Optional.of(text)
              .filter(entry -> HeartbeatSeal.isBelieved(redis.seals(), key, host, entry))
              .flatMap(Absence::parse)
              .filter(gap -> gap.host().equals(host));
      absence.ifPresent(all::add);
      foreign += absence.isPresent() ? 0 : 1;
    }
    List<Absence> known = all.stream().distinct().toList();
    return foreign == 0
        ? new KnownAbsences(known, Optional.empty())
        : trouble(
            known, "%d of %d entries of %s are not ours".formatted(foreign, stored.size(), key));
  }

  private static KnownAbsences trouble(List<Absence> known, String text) {
    return new KnownAbsences(known, Optional.of(text));
  }

  /**
   * The absence of a worker that gives its first sign of life.
   *
   * @param now Redis server time
   * @return empty: it was never seen, or a moment ago
   */
  Optional<Absence> before(String host, String worker, Instant now) {
    Optional<Instant> beat =
        new Heartbeats(redis).worker(worker).map(Heartbeat::at).filter(Instant.EPOCH::isBefore);
    // The last stop is that of a host, so it tells nothing of a worker of some of its roles.
    Optional<Instant> stop =
        beat.isEmpty() && worker.equals(host) ? new Sightings(redis).gone(host) : Optional.empty();
    boolean isStop = stop.filter(now.minus(Heartbeats.FORGET_AFTER)::isBefore).isPresent();
    return beat.or(() -> stop)
        .filter(last -> Absence.isLong(last, now))
        .map(
            last ->
                new Absence(
                    host,
                    worker,
                    last,
                    now,
                    isStop ? Absence.Cause.STOPPED : Absence.Cause.SILENT));
  }
}
