// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.beat.due.BeatTenure;
import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Listeners;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.runtime.management.Management;
import io.celeryroot.worker.host.HostWorkers;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parts that several contexts of one JVM share.
 *
 * @param outage shared, so that an outage of Redis is logged once
 * @param latest receives events
 * @param listener receives them, too, when they are counted
 * @param settings settings of the processes
 * @param management port that the context serves; empty: none, or another context serves it
 * @param isReachable true if the camel command can inspect the context; it can inspect one context
 *     in a JVM
 * @param hosts workers of each host in this JVM
 * @param tenure of its Beat
 */
record JvmParts(
    RedisAvailability outage,
    Listeners latest,
    EngineListener listener,
    ServiceSettings settings,
    Optional<Management> management,
    boolean isReachable,
    Map<String, HostWorkers> hosts,
    BeatTenure tenure)
    implements AutoCloseable {

  /** Creates the parts for the only context of a JVM. */
  static JvmParts of(ClConfig config, EngineListener listener, ServiceSettings settings) {
    Optional<Management> management =
        settings.management().map(port -> new Management(config, port));
    return new JvmParts(
        new RedisAvailability(InstantSource.system()),
        new Listeners(counting(management, listener)),
        listener,
        settings,
        management,
        settings.development(),
        new ConcurrentHashMap<>(),
        new BeatTenure());
  }

  private static EngineListener counting(Optional<Management> management, EngineListener listener) {
    return management.map(port -> port.counting(listener)).orElse(listener);
  }

  /**
   * Creates the parts for another configuration.
   *
   * @param address of the port, which it keeps; empty: there is none
   */
  JvmParts next(ClConfig config, Optional<URI> address) {
    Optional<Management> next =
        settings
            .management()
            .map(port -> new Management(config, port.at(address.orElseThrow().getPort())));
    return new JvmParts(
        outage, latest, listener, settings, next, settings.development(), hosts, tenure);
  }

  /** Counts events for these parts from now on. */
  void count() {
    latest.use(counting(management, listener));
  }

  HostWorkers workersOf(String host) {
    return hosts.computeIfAbsent(host, any -> new HostWorkers());
  }

  /** Ends what would serve the port, if no context does. */
  @Override
  public void close() {
    management.ifPresent(Management::close);
  }

  /** Returns a copy for a context that leaves the port to another. */
  JvmParts withoutPort() {
    return new JvmParts(
        outage, latest, listener, settings, Optional.empty(), isReachable, hosts, tenure);
  }

  /** Returns a copy for a context that leaves the camel command to another. */
  JvmParts unreachable() {
    return new JvmParts(outage, latest, listener, settings, management, false, hosts, tenure);
  }
}
