// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Role;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.WorkerIdentity;
import io.celeryroot.worker.WorkerSetup;
import io.celeryroot.worker.host.HostWorkers;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;

/** Makes the consumers of {@code redis-queue:} endpoints. Thread-safe. */
final class RedisQueueConsumers {

  private final ContextSettings settings;
  private final WorkerSetup.Shared shared;
  private final HostWorkers all;
  private final QueueReader queues;
  private final List<RoleWorker> workers = new CopyOnWriteArrayList<>();

  /**
   * @param all workers of this host in this process
   */
  RedisQueueConsumers(
      ContextSettings settings, WorkerSetup.Shared shared, HostWorkers all, QueueReader queues) {
    this.settings = settings;
    this.shared = shared;
    this.all = all;
    this.queues = queues;
  }

  /**
   * Makes the consumer of an endpoint.
   *
   * @throws IllegalArgumentException cl.yaml knows no such role
   */
  RedisQueueConsumer of(RedisQueueEndpoint endpoint, Processor processor) {
    if (!shared.redis().seals().isOff()) {
      shared.redis().seals().needKey();
      requireNonNull(shared.nonces().get(), "nonces");
    }
    String host = endpoint.getHost();
    Role role = endpoint.role(shared.config());
    WorkerIdentity identity =
        new WorkerIdentity(
            settings.holder(),
            host == null || host.isEmpty() ? settings.hostname() : host,
            role,
            endpoint.getQueue(),
            shared.config().redis().maskedUrl());
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
                        identity, shared, slots, all.slots(role.name(), slots), threads),
                    route)),
        settings.grace(),
        new QueueDepthCache(shared.availability(), () -> queues.depths(identity.lists())),
        shared.orders(),
        isPaused -> shared.listener().paused(role.name(), isPaused),
        all);
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
