// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.WorkerIdentity;
import io.celeryroot.worker.WorkerSetup;
import io.celeryroot.worker.host.HostWorkers;
import io.celeryroot.worker.trust.Nonces;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.camel.Processor;

/** Makes the consumers of {@code redis-queue:} endpoints. Thread-safe. */
final class RedisQueueConsumers {

  private final ClConfig config;
  private final ContextSettings settings;
  private final Engine engine;
  private final JobQueues queues;
  private final List<RoleWorker> workers = new CopyOnWriteArrayList<>();

  /**
   * Parts that all workers of a context share.
   *
   * @param redis stays the caller's
   * @param all workers of this host in this process
   */
  record Engine(
      Redis redis,
      Attempts attempts,
      ControlWatch orders,
      RedisAvailability availability,
      EngineListener listener,
      Spans spans,
      Supplier<Nonces> nonces,
      HostWorkers all) {}

  RedisQueueConsumers(ClConfig config, ContextSettings settings, Engine engine, JobQueues queues) {
    this.config = config;
    this.settings = settings;
    this.engine = engine;
    this.queues = queues;
  }

  /**
   * Makes the consumer of an endpoint.
   *
   * @throws IllegalArgumentException cl.yaml knows no such role
   */
  RedisQueueConsumer of(RedisQueueEndpoint endpoint, Processor processor) {
    if (!engine.redis().seals().isOff()) {
      engine.redis().seals().needKey();
      requireNonNull(engine.nonces().get(), "nonces");
    }
    String host = endpoint.getHost();
    Role role = endpoint.role(config);
    WorkerIdentity identity =
        new WorkerIdentity(
            settings.holder(),
            host == null || host.isEmpty() ? settings.hostname() : host,
            role,
            endpoint.getQueue(),
            config.redis().maskedUrl());
    int slots =
        endpoint.getConcurrency() > 0
            ? endpoint.getConcurrency()
            : Runtime.getRuntime().availableProcessors();
    return new RedisQueueConsumer(
        endpoint,
        processor,
        identity,
        (threads, route) ->
            keep(
                new RoleWorker(
                    new WorkerSetup(
                        identity,
                        config,
                        slots,
                        engine.all().slots(role.name(), slots),
                        engine.redis(),
                        engine.attempts(),
                        engine.orders(),
                        engine.availability(),
                        engine.listener(),
                        engine.spans(),
                        engine.nonces(),
                        threads),
                    route)),
        settings.grace(),
        new QueueDepthCache(engine.availability(), () -> queues.depths(identity.lists())),
        engine.orders(),
        isPaused -> engine.listener().paused(role.name(), isPaused),
        engine.all());
  }

  private RoleWorker keep(RoleWorker worker) {
    workers.removeIf(old -> old.identity().role().equals(worker.identity().role()));
    workers.add(worker);
    return worker;
  }

  /** Started workers, by role. */
  List<RoleWorker> workers() {
    return workers.stream()
        .filter(RoleWorker::isStarted)
        .sorted(Comparator.comparing(worker -> worker.identity().role().name()))
        .toList();
  }
}
