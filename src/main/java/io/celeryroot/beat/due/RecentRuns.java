// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.text.BoundedMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The newest runs that this Beat has dealt with completely, and those of them that have jobs and
 * were not looked after yet. Thread-safe.
 */
final class RecentRuns {

  private static final int KEPT = 10_000;

  private final Map<String, Boolean> runs = new BoundedMap<>(KEPT);
  private final Set<String> fresh = new LinkedHashSet<>();
  private final LongAdder count;

  /**
   * @param count counts all that are added
   */
  RecentRuns(LongAdder count) {
    this.count = count;
  }

  synchronized void add(String run) {
    runs.put(run, true);
    count.increment();
  }

  /** Adds a run whose jobs somebody should look after. */
  synchronized void addWithJobs(String run) {
    add(run);
    if (fresh.size() < KEPT) {
      fresh.add(run);
    }
  }

  /** Takes those that were added with jobs since the last call. */
  synchronized List<String> takeFresh() {
    List<String> taken = List.copyOf(fresh);
    fresh.clear();
    return taken;
  }

  synchronized boolean contains(String run) {
    return runs.containsKey(run);
  }
}
