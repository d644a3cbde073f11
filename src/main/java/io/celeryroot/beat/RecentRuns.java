// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import java.util.LinkedHashMap;
import java.util.Map;

/** The newest runs that this Beat has enqueued completely. Thread-safe. */
final class RecentRuns {

  private static final int KEPT = 10_000;

  private final Map<String, Boolean> runs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KEPT;
        }
      };
  private long count;

  synchronized void add(String run) {
    runs.put(run, true);
    count++;
  }

  synchronized boolean contains(String run) {
    return runs.containsKey(run);
  }

  /** Number of all that were added. */
  synchronized long count() {
    return count;
  }
}
