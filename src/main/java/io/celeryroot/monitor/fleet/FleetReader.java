// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Sighting;
import io.celeryroot.queue.host.Sightings;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts the hosts of the file beside those that were seen, in four round trips. */
public final class FleetReader {

  private final Redis redis;
  private final ClConfig config;

  /**
   * @param redis stays the caller's
   */
  public FleetReader(Redis redis, ClConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Reads all hosts.
   *
   * @throws io.celeryroot.redis.QueueUnavailable Redis does not answer
   */
  public Fleet read() {
    Instant now = redis.serverTime();
    List<Heartbeat> workers = new Heartbeats(redis).workers();
    ControlState orders = new Controls(redis).read();
    return of(config, workers, new Sightings(redis).of(workers, now), orders, now);
  }

  /** Puts together what was read; pure. */
  static Fleet of(
      ClConfig config,
      Collection<Heartbeat> workers,
      Map<String, Sighting> seen,
      ControlState orders,
      Instant now) {
    Map<String, List<Heartbeat>> byHost = new HashMap<>();
    workers.forEach(
        worker -> byHost.computeIfAbsent(worker.host(), host -> new ArrayList<>()).add(worker));
    Map<String, Set<String>> roles = new LinkedHashMap<>();
    List<GlobView> globs = new ArrayList<>();
    for (Role role : config.roles().values()) {
      for (String pattern : role.hostnames()) {
        List<String> hosts = Glob.isGlob(pattern) ? matching(pattern, seen) : List.of(pattern);
        if (Glob.isGlob(pattern)) {
          globs.add(new GlobView(role.name(), pattern, hosts));
        }
        hosts.forEach(
            host -> roles.computeIfAbsent(host, name -> new LinkedHashSet<>()).add(role.name()));
      }
    }
    List<HostView> hosts = new ArrayList<>();
    roles.forEach(
        (host, own) ->
            hosts.add(
                view(host, own, byHost.getOrDefault(host, List.of()), seen.get(host), true, now)));
    new TreeSet<>(byHost.keySet())
        .stream()
            .filter(host -> !roles.containsKey(host) && seen.get(host).isAlive())
            .forEach(
                host -> {
                  Set<String> served = new LinkedHashSet<>();
                  byHost.get(host).forEach(worker -> served.addAll(worker.roles()));
                  hosts.add(view(host, served, byHost.get(host), seen.get(host), false, now));
                });
    hosts.replaceAll(host -> ordered(host, config, orders));
    return new Fleet(hosts, globs);
  }

  private static List<String> matching(String glob, Map<String, Sighting> seen) {
    return seen.keySet().stream().filter(host -> Glob.matches(glob, host)).sorted().toList();
  }

  private static HostView view(
      String host,
      Collection<String> roles,
      List<Heartbeat> workers,
      Sighting sighting,
      boolean isInFile,
      Instant now) {
    Optional<Heartbeat> newest = workers.stream().max(Comparator.comparing(Heartbeat::at));
    List<Heartbeat> alive = workers.stream().filter(worker -> worker.isAlive(now)).toList();
    return new HostView(
        host,
        List.copyOf(roles),
        state(sighting, isInFile),
        Optional.ofNullable(sighting).map(Sighting::last),
        alive.stream().mapToInt(worker -> worker.running().size()).sum(),
        alive.stream().mapToInt(Heartbeat::concurrency).sum(),
        newest.flatMap(Heartbeat::fileTime),
        newest.map(Heartbeat::version).orElse(""),
        PausedRoles.of(alive),
        Optional.empty());
  }

  /** Adds the order about a host. What an order holds back is told of the order alone. */
  private static HostView ordered(HostView host, ClConfig config, ControlState orders) {
    Map<String, String> paused = new HashMap<>(host.paused().reasons());
    paused
        .keySet()
        .removeIf(
            role ->
                Optional.ofNullable(config.roles().get(role))
                    .flatMap(known -> orders.holdsBack(known.queue(), host.name()))
                    .isPresent());
    return host.with(new PausedRoles(paused), orders.host(host.name()));
  }

  private static HostState state(Sighting sighting, boolean isInFile) {
    if (sighting == null) {
      return HostState.NEVER_SEEN;
    }
    if (!sighting.isAlive()) {
      return HostState.AWAY;
    }
    return isInFile ? HostState.ALIVE : HostState.NOT_IN_FILE;
  }
}
