// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.config.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Decides by the policy of a schedule which of its late due instants run now. Pure. */
final class CatchUpPlan {

  private CatchUpPlan() {}

  /**
   * Returns those that run now, oldest first; the others are missed.
   *
   * @param late due instants that did not run, oldest first
   * @param window how far back from {@code now} catch-up looks, inclusive
   */
  static List<Instant> run(CatchUp policy, Duration window, List<Instant> late, Instant now) {
    List<Instant> wanted =
        switch (policy) {
          case ALL -> late;
          case LATEST -> late.subList(Math.max(0, late.size() - 1), late.size());
          case SKIP -> List.of();
        };
    Instant oldest = now.minus(window);
    return wanted.stream().filter(due -> !due.isBefore(oldest)).toList();
  }
}
