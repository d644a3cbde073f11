// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.ContextParts;
import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.camel.WorkerSteps;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.runtime.reload.RouteTexts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker, which executes the jobs of one host. */
public final class WorkerProcess extends CamelGeneration {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private static final long LOOK_MILLIS = 100;

  private final ClConfig config;
  private final Identity identity;

  /**
   * Identity of a worker.
   *
   * @param hostname host whose jobs it runs
   * @param roles roles of that host whose queues it serves; at least one
   * @param concurrency jobs at a time for each role; empty: as in cl.yaml
   */
  public record Identity(String hostname, List<String> roles, OptionalInt concurrency) {

    public Identity {
      roles = List.copyOf(roles);
      if (roles.isEmpty()) {
        throw new IllegalArgumentException(hostname + " is in no role");
      }
    }

    /** Creates the identity of a worker that serves all roles of a host. */
    public static Identity of(ClConfig config, String hostname) {
      List<String> roles = config.servedRolesOf(hostname).stream().map(Role::name).toList();
      return new Identity(hostname, roles, OptionalInt.empty());
    }

    /**
     * Creates the identity of a worker by a file.
     *
     * @param role the only one that it serves; empty: all of the host
     * @throws IllegalArgumentException the host is in no such role
     */
    public static Identity of(
        ClConfig config, String hostname, Optional<String> role, OptionalInt concurrency) {
      List<String> roles = of(config, hostname).roles();
      if (role.filter(name -> !roles.contains(name)).isPresent()) {
        throw new IllegalArgumentException(hostname + " is not in role " + role.get());
      }
      return new Identity(hostname, role.map(List::of).orElse(roles), concurrency);
    }

    /** Name in {@code cl:{live}:workers}: the host, with the roles if it does not serve all. */
    String worker(ClConfig config) {
      boolean servesAll =
          config.servedRolesOf(hostname).stream().map(Role::name).toList().equals(roles);
      return servesAll ? hostname : hostname + "." + String.join(".", roles);
    }
  }

  /**
   * @param own the user's routes
   * @param generation number of the reading of the file, from 1
   */
  WorkerProcess(
      ClConfig config, Identity identity, RouteTexts own, JvmParts shared, int generation) {
    super(
        new CamelProcess(
            CamelProcess.name("celeryroot-worker-" + identity.worker(config), generation),
            config,
            new CamelFiles(
                RouteGenerator.forWorker(RouteGenerator.generate(config), identity.roles()), own),
            properties(config, identity, generation),
            shared));
    this.config = config;
    this.identity = identity;
    camel.bind(ContextParts.WORKERS, shared.workersOf(identity.hostname()));
    identity.roles().forEach(shared.latest()::serves);
  }

  private static Map<String, String> properties(
      ClConfig config, Identity identity, int generation) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("celeryroot.hostname", identity.hostname());
    properties.put("celeryroot.worker", identity.worker(config));
    properties.put("celeryroot.generation", String.valueOf(generation));
    identity
        .concurrency()
        .ifPresent(jobs -> properties.put("celeryroot.concurrency", String.valueOf(jobs)));
    return properties;
  }

  @Override
  public void start() {
    super.start();
    LOG.info(
        "host={} roles={} redis={}: ready",
        identity.hostname(),
        String.join(",", identity.roles()),
        config.redis().maskedUrl());
  }

  /** Returns true once the worker has reached Redis and takes jobs. */
  public boolean takesJobs() {
    return consumers().allMatch(RedisQueueConsumer::isConnected);
  }

  private Stream<RedisQueueConsumer> consumers() {
    return camel.context().getRoutes().stream()
        .map(Route::getConsumer)
        .filter(RedisQueueConsumer.class::isInstance)
        .map(RedisQueueConsumer.class::cast);
  }

  @Override
  public void endJobs() {
    LOG.info(
        "host={}: second stop signal: ending running jobs and releasing them", identity.hostname());
    consumers().forEach(RedisQueueConsumer::endJobs);
  }

  @Override
  public void rest() {
    consumers().forEach(RedisQueueConsumer::retire);
    camel.bean("celeryrootWorker", WorkerSteps.class).retire();
    camel.rest();
  }

  @Override
  public void retire() {
    try {
      while (consumers().anyMatch(consumer -> consumer.getPendingExchangesSize() > 0)) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    super.retire();
  }

  @Override
  public void close() {
    LOG.info("host={}: stopping; a second signal ends running jobs at once", identity.hostname());
    super.close();
    LOG.info("host={}: stopped", identity.hostname());
  }
}
