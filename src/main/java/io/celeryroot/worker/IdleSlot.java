// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Free slot of an idle worker. While it is here, waiters wait for jobs at the lists, and the first
 * one that gets a job takes it. Thread-safe.
 */
final class IdleSlot {

  /** Longest wait for {@link #await}. */
  private static final Duration GLANCE = Duration.ofSeconds(5);

  private boolean isHere;
  private long stirs;

  /** Puts the slot here. */
  synchronized void put() {
    isHere = true;
    notifyAll();
  }

  /** Takes the slot, if it is still here. */
  synchronized boolean take() {
    boolean wasHere = isHere;
    isHere = false;
    notifyAll();
    return wasHere;
  }

  /** Ends the waits that go on now. */
  synchronized void stir() {
    stirs++;
    notifyAll();
  }

  /** Waits until the slot is here, or has gone, or is stirred; at most 5 s. */
  synchronized boolean await(boolean isWantedHere) throws InterruptedException {
    long before = stirs;
    long end = System.nanoTime() + GLANCE.toNanos();
    long left = GLANCE.toNanos();
    while (isHere != isWantedHere && stirs == before && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return isHere == isWantedHere;
  }
}
