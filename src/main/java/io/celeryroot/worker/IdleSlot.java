// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A free slot of a worker that has nothing to do: while it is here, waiters wait for jobs at the
 * lists, and the first one that gets a job takes it. Thread-safe.
 */
final class IdleSlot {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean isHere;

  /** Puts the slot here. */
  void put() {
    lock.lock();
    try {
      isHere = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the slot, if it is still here. */
  boolean take() {
    lock.lock();
    try {
      boolean wasHere = isHere;
      isHere = false;
      changed.signalAll();
      return wasHere;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the slot is here, or has gone. */
  boolean await(boolean isWantedHere, Duration maxWait) throws InterruptedException {
    long left = maxWait.toNanos();
    lock.lockInterruptibly();
    try {
      while (isHere != isWantedHere && left > 0) {
        left = changed.awaitNanos(left);
      }
      return isHere == isWantedHere;
    } finally {
      lock.unlock();
    }
  }

  /** Longest wait that {@link #await} is asked for: how late a stop may be noticed. */
  static Duration glance() {
    return Duration.ofMillis(200);
  }
}
