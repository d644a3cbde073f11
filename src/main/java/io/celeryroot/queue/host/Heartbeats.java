// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.sign.HeartbeatSeal;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads and writes heartbeats; a route may write them as {@code HSET key name json}. Thread-safe.
 */
public final class Heartbeats {

  static final Duration FORGET_AFTER = Duration.ofDays(7);
  private static final Duration GONE_KEPT = Duration.ofDays(30);

  private final Redis redis;

  public Heartbeats(Redis redis) {
    this.redis = redis;
  }

  /** All workers, by name. Entries that cannot be read, or are not believed, are left out. */
  public List<Heartbeat> workers() {
    return read(Keys.WORKERS);
  }

  /** The last heartbeat of a worker; empty: there is none that can be read and is believed. */
  public Optional<Heartbeat> worker(String name) {
    String json = redis.call("reading the heartbeat of " + name, j -> j.hget(Keys.WORKERS, name));
    return Optional.ofNullable(json)
        .filter(text -> HeartbeatSeal.isBelieved(redis.seals(), Keys.WORKERS, name, text))
        .flatMap(Heartbeat::parse);
  }

  /** All Beats, by name. */
  public List<Heartbeat> beats() {
    return read(Keys.BEATS);
  }

  /** Hosts that workers have been seen on within 7 days. */
  public Set<KnownHost> knownHosts() {
    return hostsOf(workers());
  }

  /** The hosts of workers; without names that no host can have. */
  public static Set<KnownHost> hostsOf(Collection<Heartbeat> workers) {
    return workers.stream()
        .filter(worker -> Target.isHostName(worker.host()))
        .map(worker -> new KnownHost(worker.host(), Set.copyOf(worker.roles())))
        .collect(Collectors.toUnmodifiableSet());
  }

  public void putBeat(Heartbeat heartbeat) {
    put(Keys.BEATS, heartbeat);
  }

  public void removeWorker(String name) {
    remove(Keys.WORKERS, name);
  }

  /**
   * Forgets a worker that was stopped, but not when its host was last seen. Does nothing if another
   * of the same name has taken its place.
   *
   * @param started when it started
   */
  public void stopWorker(String name, Instant started) {
    Optional<Heartbeat> last = worker(name);
    if (last.filter(worker -> !worker.started().equals(started)).isEmpty()) {
      removeWorker(name);
      Instant now = redis.serverTimeNow();
      Map<String, Double> host = new HashMap<>();
      last.ifPresent(worker -> host.put(worker.host(), (double) now.toEpochMilli()));
      noteGone(Keys.GONE, host, now);
    }
  }

  /**
   * Forgets a Beat that was stopped, but not its host, unless another of the same name has taken
   * its place.
   *
   * @param started when it started
   */
  public void removeBeat(String name, Instant started) {
    beats().stream()
        .filter(beat -> beat.name().equals(name) && beat.started().equals(started))
        .forEach(
            beat -> {
              removeBeat(name);
              Instant now = redis.serverTimeNow();
              noteGone(Keys.GONE_BEATS, Map.of(beat.host(), (double) now.toEpochMilli()), now);
            });
  }

  private void removeBeat(String name) {
    remove(Keys.BEATS, name);
  }

  /** Forgets workers and Beats that were last seen more than 7 days ago. */
  public void prune() {
    Instant limit = redis.serverTime().minus(FORGET_AFTER);
    List<Heartbeat> old = workers().stream().filter(w -> w.at().isBefore(limit)).toList();
    Map<String, Double> hosts = new HashMap<>();
    old.forEach(
        worker -> hosts.merge(worker.host(), (double) worker.at().toEpochMilli(), Math::max));
    noteGone(Keys.GONE, hosts, limit.plus(FORGET_AFTER));
    old.forEach(worker -> removeWorker(worker.name()));
    beats().stream().filter(b -> b.at().isBefore(limit)).forEach(b -> removeBeat(b.name()));
  }

  /** Notes when hosts were last seen whose processes are no longer among the heartbeats. */
  private void noteGone(String key, Map<String, Double> hosts, Instant now) {
    if (hosts.isEmpty()) {
      return;
    }
    redis.call(
        "noting hosts whose processes were stopped",
        j -> {
          j.zadd(key, hosts);
          j.zremrangeByScore(key, 0, (double) now.minus(GONE_KEPT).toEpochMilli());
          return j.pexpire(key, GONE_KEPT.toMillis());
        });
  }

  private void remove(String key, String name) {
    redis.call("removing the heartbeat of " + name, j -> j.hdel(key, name));
  }

  private void put(String key, Heartbeat heartbeat) {
    redis.call(
        "writing the heartbeat of " + heartbeat.name(),
        j -> j.hset(key, heartbeat.name(), text(redis.seals(), key, heartbeat)));
  }

  /** The value for the hash, signed if the process signs. */
  public static String text(Seals seals, String key, Heartbeat heartbeat) {
    return HeartbeatSeal.seal(seals, key, heartbeat.name(), heartbeat.toJson());
  }

  private List<Heartbeat> read(String key) {
    Map<String, String> entries = redis.call("reading heartbeats", j -> j.hgetAll(key));
    return entries.entrySet().stream()
        .filter(e -> HeartbeatSeal.isBelieved(redis.seals(), key, e.getKey(), e.getValue()))
        .flatMap(entry -> Heartbeat.parse(entry.getValue()).stream())
        .sorted(Comparator.comparing(Heartbeat::name))
        .toList();
  }
}
