// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.queue.Claim;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.BlockingConnection;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits for jobs at one list while the worker is idle, with long blocking calls on a connection of
 * its own. One thread runs it; any thread stops it.
 */
final class ListWaiter {

  private static final Duration REST = Duration.ofSeconds(1);

  private final Target list;
  private final LeaseHolder lease;
  private final IdleSlot idle;
  private final RedisAvailability availability;
  private final ForeignLists foreign;
  private final Consumer<Optional<Claim>> looked;
  private volatile BlockingConnection connection;
  private volatile boolean isStopped;

  /**
   * @param looked is told of each look that was answered, and what it found
   */
  ListWaiter(
      Target list,
      LeaseHolder lease,
      IdleSlot idle,
      RedisAvailability availability,
      ForeignLists foreign,
      Consumer<Optional<Claim>> looked) {
    this.list = list;
    this.lease = lease;
    this.idle = idle;
    this.availability = availability;
    this.foreign = foreign;
    this.looked = looked;
  }

  /** Waits again and again, until it is stopped. */
  void run() {
    try {
      while (!isStopped) {
        Optional<WorkerSession> session = lease.current();
        if (session.isPresent() && idle.await(true, IdleSlot.glance())) {
          look(session.get());
        } else if (session.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(IdleSlot.glance().toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void look(WorkerSession session) throws InterruptedException {
    if (connection == null) {
      connection = session.waiting(list);
    }
    Optional<Instant> outage = availability.since();
    try {
      Optional<Claim> claim = session.await(list, connection, Redis.MAX_BLOCK);
      availability.over(outage);
      foreign.over(list);
      looked.accept(claim);
    } catch (QueueUnavailable e) {
      if (isStopped) {
        return;
      }
      if (e.isWrongType()) {
        foreign.failed(list, e);
      } else {
        availability.failed(e);
      }
      TimeUnit.MILLISECONDS.sleep(REST.toMillis());
    }
  }

  /** Ends a wait that goes on, and begins no other. */
  void stop() {
    isStopped = true;
    BlockingConnection open = connection;
    if (open != null) {
      open.interrupt();
    }
  }

  private void close() {
    BlockingConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
