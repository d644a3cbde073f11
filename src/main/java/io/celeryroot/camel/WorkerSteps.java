// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.RoleWorker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The bean {@code celeryrootWorker}: heartbeats in the routes of a worker. Thread-safe. */
public final class WorkerSteps implements AutoCloseable {

  private final String worker;
  private final String host;
  private final Instant started;
  private final Optional<Instant> file;
  private final Redis redis;
  private final Supplier<List<RoleWorker>> workers;
  private final RedisAvailability availability;
  private volatile boolean hasBeaten;

  /**
   * @param worker name of the worker
   * @param host host whose jobs it runs
   * @param started start of this process
   * @param workers started workers of all roles
   */
  WorkerSteps(
      String worker,
      String host,
      Instant started,
      Optional<Instant> file,
      Redis redis,
      Supplier<List<RoleWorker>> workers,
      RedisAvailability availability) {
    this.worker = worker;
    this.host = host;
    this.started = started;
    this.file = file;
    this.redis = redis;
    this.workers = workers;
    this.availability = availability;
  }

  /** Route step: prepares the heartbeat. */
  public void heartbeat(Exchange exchange) {
    HeartbeatMessage.ofWorker(worker, host, started, file, workers.get(), redis.serverTime())
        .to(exchange);
    hasBeaten = true;
    availability.answered();
  }

  /** Removes the heartbeat, if there was one. */
  @Override
  public void close() {
    if (hasBeaten) {
      new Heartbeats(redis).stopWorker(worker);
    }
  }
}
