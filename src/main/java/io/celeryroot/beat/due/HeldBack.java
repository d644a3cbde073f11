// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Origins of runs that an operator of this process holds back, by name. It outlives a change of
 * cl.yaml. Thread-safe.
 */
public final class HeldBack {

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  boolean isHeld(String name) {
    return names.contains(name);
  }

  /** Holds back, or lets go on; returns true if that is a change. */
  boolean hold(String name, boolean isWanted) {
    return isWanted ? names.add(name) : names.remove(name);
  }
}
