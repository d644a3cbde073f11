// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.text.BoundedMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Delays for clients that give wrong passwords, by their address: each doubles the next, and they
 * are forgotten 10 minutes after the last. A right password is never delayed. Thread-safe.
 */
final class WrongPasswords {

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;
  private static final long FORGOTTEN_MILLIS = 600_000;
  private static final int MOST_ADDRESSES = 1_000;

  private final LongSupplier clock;

  private final Map<String, Failures> byAddress = new BoundedMap<>(MOST_ADDRESSES);

  private record Failures(int count, long last) {}

  /**
   * @param clock ms that never go back
   */
  WrongPasswords(LongSupplier clock) {
    this.clock = clock;
  }

  /** Counts a wrong password; returns the ms after which it may be answered. */
  synchronized long delay(String address) {
    long now = clock.getAsLong();
    Failures before = byAddress.get(address);
    boolean isFirst = before == null || now - before.last() > FORGOTTEN_MILLIS;
    int count = isFirst ? 1 : Math.min(before.count() + 1, 30);
    byAddress.put(address, new Failures(count, now));
    return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(count - 1, 10));
  }
}
