// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.workflow.WorkflowState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Failed runs in a row. */
final class FailureStreak {

  /** The ends of runs, as far as they count. */
  enum Verdict {
    FAILED,
    WELL,
    /** It has not ended, or nothing of it ran. */
    NOTHING
  }

  private FailureStreak() {}

  /**
   * Judges a run by the results of its jobs.
   *
   * @param jobs number of its jobs
   * @param results of those that have one
   */
  static Verdict verdict(int jobs, Collection<JobResult> results) {
    boolean hasFailed = results.stream().anyMatch(result -> result.state() == JobState.FAILURE);
    boolean isOver =
        results.size() == jobs && results.stream().allMatch(result -> result.state().isTerminal());
    boolean hasRun =
        results.stream()
            .anyMatch(
                result -> result.outcome().filter(o -> o.outcome() == Outcome.OK).isPresent());
    if (hasFailed) {
      return Verdict.FAILED;
    }
    return isOver && hasRun ? Verdict.WELL : Verdict.NOTHING;
  }

  /**
   * Judges a run of a workflow by its end. One that was cancelled, or replaced, does not count.
   *
   * @param run empty: its state is not on record any more
   */
  static Verdict verdict(Optional<WorkflowState> run) {
    return run.flatMap(WorkflowState::end)
        .map(
            end ->
                switch (end.outcome()) {
                  case OK -> Verdict.WELL;
                  case SKIPPED, EXPIRED, CANCELLED -> Verdict.NOTHING;
                  case FAILED, TIMED_OUT, LOST, REJECTED -> Verdict.FAILED;
                })
        .orElse(Verdict.NOTHING);
  }

  /**
   * Counts the failed runs since the last that went well.
   *
   * @param newestFirst verdicts on runs
   */
  static int count(List<Verdict> newestFirst) {
    return (int)
        newestFirst.stream()
            .takeWhile(verdict -> verdict != Verdict.WELL)
            .filter(Verdict.FAILED::equals)
            .count();
  }
}
