// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Role;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import io.celeryroot.routes.user.RouteFiles;
import io.celeryroot.routes.user.RouteFilesReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker, which executes the jobs of one host. */
public final class WorkerProcess implements Service {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final ClConfig config;
  private final Identity identity;
  private final CamelProcess camel;

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
        throw new IllegalArgumentException("no role for " + hostname);
      }
    }

    /** Creates the identity of a worker that serves all roles of a host. */
    public static Identity of(ClConfig config, String hostname) {
      List<String> roles = config.servedRolesOf(hostname).stream().map(Role::name).toList();
      return new Identity(hostname, roles, OptionalInt.empty());
    }

    /** Name in {@code cl:{live}:workers}: the host, with the roles if it does not serve all. */
    String worker(ClConfig config) {
      boolean servesAll =
          config.servedRolesOf(hostname).stream().map(Role::name).toList().equals(roles);
      return servesAll ? hostname : hostname + "." + String.join(".", roles);
    }
  }

  /**
   * @param listener receives attempts
   */
  public WorkerProcess(
      ClConfig config, Identity identity, EngineListener listener, ServiceSettings settings) {
    this(config, identity, CamelProcess.Shared.of(config, listener, settings));
  }

  WorkerProcess(ClConfig config, Identity identity, CamelProcess.Shared shared) {
    this.config = config;
    this.identity = identity;
    this.camel =
        new CamelProcess(
            "celeryroot-worker-" + identity.worker(config),
            config,
            new CamelFiles(
                RouteGenerator.forWorker(RouteGenerator.generate(config), identity.roles()),
                ownRoutes(config)),
            properties(config, identity),
            shared);
    identity.roles().forEach(shared.listener()::serves);
  }

  /** Finds the user's routes, which tasks with {@code to} may call, and receivers of messages. */
  static List<Path> ownRoutes(ClConfig config) {
    RouteFiles found = RouteFilesReader.read(config);
    if (!found.problems().isEmpty()) {
      throw new IllegalArgumentException(
          found.problems().stream().map(Problem::message).collect(Collectors.joining("\n")));
    }
    return found.files();
  }

  private static Map<String, String> properties(ClConfig config, Identity identity) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("celeryroot.hostname", identity.hostname());
    properties.put("celeryroot.worker", identity.worker(config));
    identity
        .concurrency()
        .ifPresent(jobs -> properties.put("celeryroot.concurrency", String.valueOf(jobs)));
    return properties;
  }

  /** Address of the management port; empty if there is none. */
  public Optional<URI> managementAddress() {
    return camel.managementAddress();
  }

  CamelContext context() {
    return camel.context();
  }

  @Override
  public void start() {
    camel.start();
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
  public void onEnd(Runnable action) {
    camel.onEnd(action);
  }

  @Override
  public void close() {
    LOG.info("host={}: stopping; a second signal ends running jobs at once", identity.hostname());
    camel.close();
    LOG.info("host={}: stopped", identity.hostname());
  }
}
