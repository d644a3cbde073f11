// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The next due instants of an imported job, by the rules of its file and by those of its schedule.
 *
 * @param schedule its name
 * @param source where the job stands
 * @param compared number of due instants, at most as many as were asked for
 * @param different the first that only one of the two has; empty: all are equal
 */
public record DueComparison(
    String schedule, Source source, int compared, Optional<Instant> different) {

  /**
   * Compares.
   *
   * @param after exclusive
   * @param count most due instants to compare
   */
  public static DueComparison of(Entry entry, Schedule schedule, Instant after, int count) {
    List<Instant> wanted = entry.times().next(after, count);
    List<Instant> found = runs(schedule, after, count);
    return new DueComparison(
        schedule.name(),
        entry.source(),
        Math.max(wanted.size(), found.size()),
        firstDifference(wanted, found));
  }

  /**
   * Lists the due instants at which a run starts, which leaves out those that a calendar closes.
   */
  private static List<Instant> runs(Schedule schedule, Instant after, int count) {
    List<Instant> runs = new ArrayList<>();
    Optional<Instant> next = schedule.nextRun(after);
    while (next.isPresent() && runs.size() < count) {
      runs.add(next.get());
      next = schedule.nextRun(next.get());
    }
    return runs;
  }

  private static Optional<Instant> firstDifference(List<Instant> wanted, List<Instant> found) {
    int common = Math.min(wanted.size(), found.size());
    for (int i = 0; i < common; i++) {
      if (!wanted.get(i).equals(found.get(i))) {
        return Optional.of(earlier(wanted.get(i), found.get(i)));
      }
    }
    return wanted.size() == found.size()
        ? Optional.empty()
        : Optional.of((wanted.size() > common ? wanted : found).get(common));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
