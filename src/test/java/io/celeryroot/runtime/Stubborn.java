// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What an endpoint {@code class:} calls: it takes three seconds and no interrupt ends it. */
public final class Stubborn {

  /** Called by Camel, as the only method. */
  public String work() {
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return "went on";
  }
}
