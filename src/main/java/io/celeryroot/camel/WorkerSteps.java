// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Presence;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.host.HostWorkers;
import io.celeryroot.worker.remote.RemoteControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The bean {@code celeryrootWorker}: heartbeats in the routes of a worker. Thread-safe. */
public final class WorkerSteps implements AutoCloseable {

  /** Age of an answer that shows that Redis is there; leases are renewed more often. */
  private static final Duration JUST_NOW = Duration.ofSeconds(4);

  private final String worker;
  private final String host;
  private final Instant started;
  private final Optional<Instant> fileTime;
  private final Redis redis;
  private final Supplier<List<RoleWorker>> workers;
  private final HostWorkers all;
  private final ControlSteps control;
  private final RedisAvailability availability;
  private final Supplier<Map<String, String>> file;
  private final RemoteControl remote;
  private final Presence presence;
  private volatile boolean hasBeaten;

  /**
   * @param worker name of the worker
   * @param host host whose jobs it runs
   * @param started start of this process
   * @param workers started workers of all roles
   * @param all those of this process
   * @param file fingerprints of cl.yaml
   * @param remote answers to Celery's remote control
   */
  WorkerSteps(
      String worker,
      String host,
      Instant started,
      Optional<Instant> fileTime,
      Redis redis,
      Supplier<List<RoleWorker>> workers,
      HostWorkers all,
      ControlSteps control,
      RedisAvailability availability,
      Supplier<Map<String, String>> file,
      RemoteControl remote) {
    this.worker = worker;
    this.host = host;
    this.started = started;
    this.fileTime = fileTime;
    this.redis = redis;
    this.workers = workers;
    this.all = all;
    this.control = control;
    this.availability = availability;
    this.file = file;
    this.remote = remote;
    this.presence = new Presence(redis, host, worker, new Isolated(availability::failed));
  }

  /** Route step: prepares the heartbeat, and looks for orders that no message told of. */
  public void heartbeat(Exchange exchange) {
    control.lookIfOld();
    Instant now = redis.serverTimeNow(JUST_NOW);
    presence.seen(now);
    HeartbeatMessage.ofWorker(worker, host, started, workers.get(), all, now, fileTime, file.get())
        .to(exchange, redis.seals());
    hasBeaten = true;
    all.beats(started);
    availability.answered();
  }

  /** Leaves the answers to remote control to the next worker of this process. */
  public void retire() {
    remote.retire();
  }

  /** Removes the heartbeat, if there was one and no other has taken its place. */
  @Override
  public void close() {
    if (hasBeaten && all.isNewest(started)) {
      new Heartbeats(redis).stopWorker(worker, started);
    }
  }
}
