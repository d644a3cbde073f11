// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.BlockingConnection;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for jobs at one list while the worker is idle, with long blocking calls on a separate
 * connection. Logs one line if somebody wrote another value to the key of the list, and one when
 * that has ended. One thread runs it; any thread stops it.
 */
final class ListWaiter {

  private static final Duration REST = Duration.ofSeconds(1);

  /** Longest delay of the first wait after a session was opened. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final String list;
  private final Target target;
  private final LeaseHolder lease;
  private final IdleSlot idle;
  private final RedisAvailability availability;
  private final Consumer<Optional<Claim>> looked;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile BlockingConnection connection;
  private volatile boolean isStopped;

  /**
   * @param list key of a list of the target
   * @param looked receives the result of each look that Redis answered
   */
  ListWaiter(
      String list,
      Target target,
      LeaseHolder lease,
      IdleSlot idle,
      RedisAvailability availability,
      Consumer<Optional<Claim>> looked) {
    this.list = list;
    this.target = target;
    this.lease = lease;
    this.idle = idle;
    this.availability = availability;
    this.looked = looked;
  }

  /** Waits for jobs until it is stopped. */
  void run() {
    try {
      while (!isStopped) {
        Optional<WorkerSession> session = lease.current();
        if (session.isPresent() && idle.await(true)) {
          look(session.get());
        } else if (session.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(GLANCE.toMillis());
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
      Optional<Claim> claim = session.await(list, target, connection, Redis.MAX_BLOCK);
      availability.over(outage);
      listIsReadable();
      looked.accept(claim);
    } catch (QueueUnavailable e) {
      if (isStopped) {
        return;
      }
      if (e.isWrongType()) {
        listIsSpoiled(e);
      } else {
        availability.failed(e);
      }
      TimeUnit.MILLISECONDS.sleep(REST.toMillis());
    }
  }

  private void listIsSpoiled(QueueUnavailable failure) {
    if (trouble.isEmpty()) {
      LOG.error(
          "{}; delete or rename the key: no job of {} is run",
          failure.getMessage(),
          Printable.line(list));
    }
    trouble = Optional.of("no job of " + Printable.line(list) + " is run: " + failure.reason());
  }

  private void listIsReadable() {
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.info("{}: jobs of it are run again", Printable.line(list));
    }
  }

  /** Reason why nothing can be claimed from the list; empty: it can. */
  Optional<String> trouble() {
    return trouble;
  }

  /** Ends the present wait and starts no other. */
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
