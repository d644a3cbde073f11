// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many jobs may run at a time; a job is claimed only for a free one. Thread-safe. */
final class Slots {

  private final int total;
  private final Semaphore free;

  Slots(int total) {
    this.total = total;
    this.free = new Semaphore(total);
  }

  int total() {
    return total;
  }

  boolean take(Duration maxWait) throws InterruptedException {
    return free.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes a slot if one is free. */
  boolean tryTake() {
    return free.tryAcquire();
  }

  void release() {
    free.release();
  }
}
