// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.Target;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.QueueUnavailable;
import java.util.List;
import java.util.Optional;

/** The session of one consumer: opened when Redis answers, and again after its name was taken. */
final class Sessions implements AutoCloseable {

  private final Celeryroot celeryroot;
  private final List<Target> lists;
  private volatile Optional<WorkerSession> session = Optional.empty();

  Sessions(Celeryroot celeryroot, List<Target> lists) {
    this.celeryroot = celeryroot;
    this.lists = lists;
  }

  List<Target> lists() {
    return lists;
  }

  boolean isOpen() {
    return session.isPresent();
  }

  /** The open session, if any. */
  Optional<WorkerSession> current() {
    return session;
  }

  /**
   * The open session; opens it first, which waits for the lease of an earlier process of this name.
   *
   * @throws QueueUnavailable Redis does not answer
   * @throws io.celeryroot.queue.WorkerNameTaken another process is at work under this name
   */
  WorkerSession open() {
    // Another thread may forget it at any time.
    Optional<WorkerSession> known = session;
    if (known.isPresent()) {
      return known.get();
    }
    Services services = celeryroot.services();
    WorkerSession opened =
        WorkerSession.open(
            services.redis(),
            services.attempts(),
            celeryroot.worker(),
            lists.toArray(Target[]::new));
    session = Optional.of(opened);
    return opened;
  }

  /** The name belongs to another process now. */
  void forget() {
    session = Optional.empty();
  }

  /** Gives back what is still claimed; when Redis is away, the end of the lease does that. */
  @Override
  public void close() {
    Optional<WorkerSession> last = session;
    session = Optional.empty();
    try {
      last.ifPresent(WorkerSession::close);
    } catch (QueueUnavailable e) {
      celeryroot.outage().failed(e);
    }
  }
}
