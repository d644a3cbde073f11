// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.health.ShortageWatch;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.text.Shortage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says whether a worker claims jobs now, and at which of its lists it looks first. A pause of this
 * worker and the orders about its queue and its host hold side by side: each ends for itself. Open
 * when made, unless the machine lacks something. Thread-safe.
 */
final class ClaimGate {

  private static final String PAUSED_HERE = "this worker paused by an operator (JMX)";

  private final WorkerIdentity identity;
  private final ControlWatch orders;
  private final ShortageWatch shortages;
  private final int lists;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean isPausedHere;
  private volatile boolean isStopped;

  ClaimGate(WorkerIdentity identity, ControlWatch orders, ShortageWatch shortages) {
    this.identity = identity;
    this.orders = orders;
    this.shortages = shortages;
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

  /** Returns true if somebody wants it not to claim. */
  boolean isPaused() {
    return isPausedHere || order().isPresent();
  }

  /** The order, the pause or the shortage that keeps it from claiming; empty: none. */
  Optional<String> pausedBy() {
    return order()
        .map(ControlOrder::fullText)
        .or(() -> isPausedHere ? Optional.of(PAUSED_HERE) : Optional.empty())
        .or(this::shortage);
  }

  /** Closes it for a while, because the machine lacks something that jobs need. */
  void lacks(Shortage shortage) {
    shortages.felt(shortage);
  }

  /** Logs the end of that; call it every few seconds. */
  void tellEnd() {
    shortages.tellEnd();
  }

  /** The shortage for which no job is claimed for a while; empty: there is none. */
  Optional<String> shortage() {
    return shortages.reason();
  }

  private Optional<ControlOrder> order() {
    return orders.state().holdsBack(identity.queue(), identity.host());
  }

  boolean isStopped() {
    return isStopped;
  }

  boolean isOpen() {
    return !isStopped && pausedBy().isEmpty();
  }

  /** Returns the index of the list to look at first, each in its turn, so that none starves. */
  int nextTurn() {
    return Math.floorMod(turn.incrementAndGet(), lists);
  }
}
