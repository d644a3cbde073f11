// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.config.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Plan for due instants that did not run. Each is in exactly one of the lists, oldest first.
 *
 * @param run to be run now
 * @param missed to be recorded
 */
record CatchUpPlan(List<Instant> run, List<Instant> missed) {

  CatchUpPlan {
    run = List.copyOf(run);
    missed = List.copyOf(missed);
  }

  /**
   * Decides by the policy of a schedule.
   *
   * @param late due instants that did not run, oldest first
   * @param window how far back from {@code now} catch-up looks, inclusive
   */
  static CatchUpPlan of(CatchUp policy, Duration window, List<Instant> late, Instant now) {
    Instant oldest = now.minus(window);
    List<Instant> run = new ArrayList<>();
    List<Instant> missed = new ArrayList<>();
    for (int i = 0; i < late.size(); i++) {
      boolean isLatest = i == late.size() - 1;
      boolean isWanted = policy == CatchUp.ALL || (policy == CatchUp.LATEST && isLatest);
      boolean isInTime = !late.get(i).isBefore(oldest);
      (isWanted && isInTime ? run : missed).add(late.get(i));
    }
    return new CatchUpPlan(run, missed);
  }
}
