// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlWatch;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says whether a worker claims jobs now, and at which of its lists it looks first. A pause of this
 * worker and the orders about its queue and its host hold side by side: each ends for itself. Open
 * when made. Thread-safe.
 */
final class ClaimGate {

  private static final String PAUSED_HERE = "this worker paused by an operator (JMX)";

  private final WorkerIdentity identity;
  private final ControlWatch orders;
  private final int lists;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean isPausedHere;
  private volatile boolean isStopped;

  ClaimGate(WorkerIdentity identity, ControlWatch orders) {
    this.identity = identity;
    this.orders = orders;
    this.lists = identity.lists().size();
  }

  /** Ends a stop. It is open if this worker is not to begin with a pause. */
  void open(boolean isPaused) {
    isStopped = false;
    isPausedHere = isPaused;
  }

  /** Makes sure that the orders are known that hold already. */
  void learn() {
    orders.known();
  }

  void pause() {
    isPausedHere = true;
  }

  void resume() {
    isPausedHere = false;
  }

  void stop() {
    isStopped = true;
  }

  boolean isPausedHere() {
    return isPausedHere;
  }

  boolean isPaused() {
    return isPausedHere || order().isPresent();
  }

  /** The order, or the pause of this worker, that keeps it from claiming; empty: none. */
  Optional<String> pausedBy() {
    return order()
        .map(ControlOrder::fullText)
        .or(() -> isPausedHere ? Optional.of(PAUSED_HERE) : Optional.empty());
  }

  private Optional<ControlOrder> order() {
    return orders.state().holdsBack(identity.queue(), identity.host());
  }

  boolean isStopped() {
    return isStopped;
  }

  boolean isOpen() {
    return !isStopped && !isPaused();
  }

  /** Returns the index of the list to look at first, each in its turn, so that none starves. */
  int nextTurn() {
    return Math.floorMod(turn.incrementAndGet(), lists);
  }
}
