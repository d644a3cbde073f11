// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.Overlap;
import java.time.Duration;
import java.util.Optional;

/**
 * A schedule that is due again before its last run has ended, if that lasts as long as usual.
 *
 * @param schedule name
 * @param usual duration of a run
 * @param shortest time between two due instants
 * @param met number of due instants at which the last run is still under way
 * @param runs number of due instants
 * @param overlap what happens then
 */
public record SelfMeeting(
    String schedule, Duration usual, Duration shortest, int met, int runs, Overlap overlap) {

  /** Tells how often a schedule meets itself; empty: never. */
  static Optional<SelfMeeting> of(ScheduleRuns runs, Duration usual) {
    long[] due = runs.due().stream().mapToLong(at -> at.getEpochSecond()).toArray();
    int met = 0;
    long shortest = Long.MAX_VALUE;
    for (int i = 1; i < due.length; i++) {
      long gap = due[i] - due[i - 1];
      shortest = Math.min(shortest, gap);
      if (Duration.ofSeconds(gap).compareTo(usual) < 0) {
        met++;
      }
    }
    return met == 0
        ? Optional.empty()
        : Optional.of(
            new SelfMeeting(
                runs.schedule().name(),
                usual,
                Duration.ofSeconds(shortest),
                met,
                due.length,
                runs.schedule().overlap()));
  }
}
