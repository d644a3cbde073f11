// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.camel.control.ControlSteps;
import io.celeryroot.monitor.health.RedisAvailability;
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
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The bean {@code celeryrootWorker}: heartbeats in the routes of a worker. Thread-safe. */
public final class WorkerSteps implements AutoCloseable {

  /** Age of an answer that shows that Redis is there; leases are renewed more often. */
  private static final Duration JUST_NOW = Duration.ofSeconds(4);

  private final HeartbeatMessage.Sender sender;
  private final Redis redis;
  private final Supplier<List<RoleWorker>> workers;
  private final HostWorkers all;
  private final ControlSteps control;
  private final RedisAvailability availability;
  private final RemoteControl remote;
  private final Presence presence;

  /**
   * @param sender this worker
   * @param workers started workers of all roles
   * @param all those of this process
   * @param remote answers to Celery's remote control
   */
  WorkerSteps(
      HeartbeatMessage.Sender sender,
      Redis redis,
      Supplier<List<RoleWorker>> workers,
      HostWorkers all,
      ControlSteps control,
      RedisAvailability availability,
      RemoteControl remote) {
    this.sender = sender;
    this.redis = redis;
    this.workers = workers;
    this.all = all;
    this.control = control;
    this.availability = availability;
    this.remote = remote;
    this.presence =
        new Presence(redis, sender.host(), sender.name(), new Isolated(availability::failed));
  }

  /** Route step: prepares the heartbeat, and looks for orders that no message told of. */
  public void heartbeat(Exchange exchange) {
    control.lookIfOld();
    Instant now = redis.serverTimeNow(JUST_NOW);
    presence.seen(now);
    Instant since = all.generations().beats(sender.started());
    sender.ofWorker(since, workers.get(), all, now).to(exchange, redis.seals());
    availability.answered();
  }

  /** Leaves the answers to remote control to the next worker of this process. */
  public void retire() {
    remote.retire();
  }

  /** Removes the heartbeat, if there was one and no other context of the process beats. */
  @Override
  public void close() {
    all.generations()
        .end(sender.started(), since -> new Heartbeats(redis).stopWorker(sender.name(), since));
  }
}
