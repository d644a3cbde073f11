// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.resps.Tuple;

/**
 * The hosts that workers were seen on within 30 days, also those whose workers were stopped.
 * Thread-safe.
 */
public final class Sightings {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Redis redis;
  private volatile Memory memory = new Memory(Map.of(), Instant.MIN);

  public Sightings(Redis redis) {
    this.redis = redis;
  }

  private record Memory(Map<String, Sighting> hosts, Instant at) {}

  /** The newest sign of life of each host, as read within the last 5 s. */
  public Map<String, Sighting> recent() {
    Instant now = redis.serverTimeNow();
    if (memory.at().plus(FRESH).isBefore(now)) {
      memory = new Memory(of(new Heartbeats(redis).workers(), now), now);
    }
    return memory.hosts();
  }

  /** The hosts that Beats or workers were seen on, also those whose Beat was stopped. */
  public Set<String> hosts() {
    Heartbeats heartbeats = new Heartbeats(redis);
    Set<String> hosts = new HashSet<>(of(heartbeats.workers(), redis.serverTimeNow()).keySet());
    heartbeats.beats().forEach(beat -> hosts.add(beat.host()));
    hosts.addAll(
        redis.call(
            "reading hosts whose Beats were stopped", j -> j.zrange(Keys.GONE_BEATS, 0, -1)));
    return hosts;
  }

  /** The time at which the last worker of a host stopped; empty: none did within 30 days. */
  Optional<Instant> gone(String host) {
    Double millis =
        redis.call("reading when " + host + " was stopped", j -> j.zscore(Keys.GONE, host));
    return Optional.ofNullable(millis).map(Sightings::time);
  }

  private static Instant time(double millis) {
    return Instant.ofEpochMilli((long) millis);
  }

  /**
   * The newest sign of life of each host.
   *
   * @param workers all heartbeats
   * @param now Redis server time
   */
  public Map<String, Sighting> of(Collection<Heartbeat> workers, Instant now) {
    Map<String, Sighting> hosts = new HashMap<>();
    List<Tuple> gone =
        redis.call(
            "reading hosts whose workers were stopped", j -> j.zrangeWithScores(Keys.GONE, 0, -1));
    gone.forEach(
        host ->
            hosts.put(
                host.getElement(), new Sighting(host.getElement(), false, time(host.getScore()))));
    workers.forEach(
        worker ->
            hosts.merge(
                worker.host(),
                new Sighting(worker.host(), worker.isAlive(now), worker.at()),
                Sighting::or));
    return hosts;
  }
}
