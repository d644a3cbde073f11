// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.job.Outcome;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The last runs of a schedule and what they say together: pure.
 *
 * @param schedule name
 * @param state as Beats recorded it
 * @param runs newest first
 * @param changes of the schedule and its tasks, newest first
 */
public record ScheduleHistory(
    String schedule, ScheduleState state, List<RunSummary> runs, List<DefinitionChange> changes) {

  /** Fewer runs have no usual span. */
  private static final int FEWEST = 5;

  public ScheduleHistory {
    runs = List.copyOf(runs);
    changes = List.copyOf(changes);
  }

  /**
   * A span of durations.
   *
   * @param least tenth percentile
   * @param most ninetieth percentile
   */
  public record Span(Duration least, Duration most) {

    /** Returns true if a duration is far above: more than twice the most, and a second more. */
    boolean isExceededBy(Duration duration) {
      return duration.compareTo(most.multipliedBy(2).plusSeconds(1)) > 0;
    }
  }

  /** Runs that ended and of which at least one job ran: those that say something. */
  private List<RunSummary> telling() {
    return runs.stream()
        .filter(RunSummary::hasEnded)
        .filter(run -> run.hasFailed() || run.counts().containsKey(Outcome.OK.word()))
        .filter(run -> !wasCancelled(run))
        .toList();
  }

  /** Returns true if it was stopped on purpose, perhaps by the next run, and nothing failed. */
  private static boolean wasCancelled(RunSummary run) {
    return run.word()
        .map(word -> word.startsWith(Outcome.CANCELLED.word()))
        .orElseGet(
            () ->
                run.counts().containsKey(Outcome.CANCELLED.word())
                    && RunQuery.FAILURES.stream()
                        .filter(outcome -> outcome != Outcome.CANCELLED)
                        .noneMatch(outcome -> run.counts().containsKey(outcome.word())));
  }

  /**
   * Number of runs that ended and count for the rate: not those that were skipped everywhere, nor
   * those that were cancelled or replaced.
   */
  public int ended() {
    return telling().size();
  }

  /** Number of these that ended well. */
  public int succeeded() {
    return (int) telling().stream().filter(run -> !run.hasFailed()).count();
  }

  /** Durations of the longest job in most of the runs that ended well; empty: fewer than five. */
  public Optional<Span> usual() {
    List<Duration> sorted =
        telling().stream()
            .filter(run -> !run.hasFailed())
            .flatMap(run -> run.longest().stream())
            .sorted()
            .toList();
    return sorted.size() < FEWEST
        ? Optional.empty()
        : Optional.of(
            new Span(
                sorted.get(sorted.size() / 10),
                sorted.get(sorted.size() - 1 - sorted.size() / 10)));
  }

  /** The oldest failure after the last success; empty: the newest run ended well. */
  public Optional<RunSummary> firstFailure() {
    Optional<RunSummary> first = Optional.empty();
    for (RunSummary run : telling()) {
      if (!run.hasFailed()) {
        return first;
      }
      first = Optional.of(run);
    }
    return first;
  }

  /** Returns true if nothing is on record: no run, and no definition that changed. */
  public boolean isEmpty() {
    return runs.isEmpty() && changes.isEmpty();
  }

  /** Returns true if a run took much longer than usual. */
  public boolean isSlow(RunSummary run) {
    return usual().flatMap(span -> run.longest().map(span::isExceededBy)).orElse(false);
  }
}
