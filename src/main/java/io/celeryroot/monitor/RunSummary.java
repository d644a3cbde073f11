// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.run.EndCounts;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run without its results.
 *
 * @param run its record
 * @param counts number of jobs that are {@code ok}, {@code failed}, {@code running} and so on
 * @param hasEnded true: all jobs have
 * @param hasFailed true: a job, or a step, did not end well
 * @param longest duration of its longest job
 * @param word state of a workflow in words; empty: it is one task
 * @param jobs their IDs
 */
public record RunSummary(
    RunRecord run,
    Map<String, Integer> counts,
    boolean hasEnded,
    boolean hasFailed,
    Optional<Duration> longest,
    Optional<String> word,
    List<String> jobs) {

  public RunSummary {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    jobs = List.copyOf(jobs);
  }

  /**
   * A run whose ended jobs were counted.
   *
   * @param open number of its other jobs in each state, in words
   */
  static RunSummary counted(RunRecord run, EndCounts ends, Map<String, Integer> open) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ends.counts().forEach((outcome, count) -> counts.put(outcome.word(), count));
    counts.putAll(open);
    return new RunSummary(
        run,
        counts,
        open.isEmpty(),
        ends.hasFailed(),
        ends.longest(),
        Optional.empty(),
        run.jobs().stream().map(job -> job.id()).toList());
  }

  /** Returns true if a job has a result that counts as absent, because it is not signed. */
  public boolean hasUnsigned() {
    return counts.containsKey(JobView.NOT_SIGNED);
  }

  /** A run by the results of its jobs. */
  static RunSummary read(RunView view, EndCounts ends) {
    return new RunSummary(
        view.run(),
        view.counts(),
        view.hasEnded(),
        view.hasFailedJob(),
        ends.longest(),
        view.word(),
        view.jobs().stream().map(job -> job.id()).toList());
  }
}
