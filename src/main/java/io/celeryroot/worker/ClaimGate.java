// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says whether a worker claims jobs now, and at which of its lists it looks first. Open when made.
 * Thread-safe.
 */
final class ClaimGate {

  private final int lists;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean isPaused;
  private volatile boolean isStopped;

  /**
   * @param lists number of lists
   */
  ClaimGate(int lists) {
    this.lists = lists;
  }

  /** Opens it, after a stop or a pause. */
  void open() {
    isStopped = false;
    isPaused = false;
  }

  void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
  }

  void stop() {
    isStopped = true;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isStopped() {
    return isStopped;
  }

  boolean isOpen() {
    return !isPaused && !isStopped;
  }

  /** Returns the index of the list to look at first, each in its turn, so that none starves. */
  int nextTurn() {
    return Math.floorMod(turn.incrementAndGet(), lists);
  }
}
