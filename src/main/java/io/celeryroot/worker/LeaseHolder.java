// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.util.Optional;

/**
 * Session of one worker. It opens when Redis answers, and again after another process took the
 * name.
 */
final class LeaseHolder implements AutoCloseable {

  private final Redis redis;
  private final Attempts attempts;
  private final WorkerIdentity identity;
  private final RedisAvailability availability;
  private volatile Optional<WorkerSession> session = Optional.empty();
  private volatile Runnable onRenewal = () -> {};

  LeaseHolder(
      Redis redis, Attempts attempts, WorkerIdentity identity, RedisAvailability availability) {
    this.redis = redis;
    this.attempts = attempts;
    this.identity = identity;
    this.availability = availability;
  }

  /** Sets who is told that the lease was renewed, or found to be lost. */
  void onRenewal(Runnable told) {
    onRenewal = told;
  }

  void renewed() {
    onRenewal.run();
  }

  boolean isOpen() {
    return session.isPresent();
  }

  /** The open session; empty: there is none. */
  Optional<WorkerSession> current() {
    return session;
  }

  /**
   * Returns the open session. Opens it first if needed, which waits until the lease of an earlier
   * process of this name has ended.
   *
   * @throws QueueUnavailable Redis does not answer
   * @throws WorkerNameTaken another process works under this name
   */
  WorkerSession open() {
    // Another thread may drop it at any time.
    Optional<WorkerSession> known = session;
    if (known.isPresent()) {
      return known.get();
    }
    WorkerSession opened =
        WorkerSession.open(
            redis, attempts, identity.worker(), identity.lists().toArray(Target[]::new));
    session = Optional.of(opened);
    return opened;
  }

  /** Drops the session, because the name belongs to another process now. */
  void forget() {
    session = Optional.empty();
  }

  /** Releases all claims. If Redis is away, the end of the lease releases them. */
  @Override
  public void close() {
    Optional<WorkerSession> last = session;
    session = Optional.empty();
    try {
      last.ifPresent(WorkerSession::close);
    } catch (QueueUnavailable e) {
      availability.failed(e);
    }
  }
}
