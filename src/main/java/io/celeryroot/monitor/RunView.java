// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.run.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run and its jobs.
 *
 * @param run its record
 * @param jobs in target order
 */
public record RunView(RunRecord run, List<JobView> jobs) {

  public RunView {
    requireNonNull(run, "run");
    jobs = List.copyOf(jobs);
  }

  /** Returns a run whose jobs have no results yet. */
  public static RunView waiting(RunRecord run) {
    return new RunView(
        run,
        run.jobs().stream()
            .map(
                job ->
                    new JobView(job.id(), run.task(), Optional.of(job.target()), Optional.empty()))
            .toList());
  }

  public boolean hasEnded() {
    return jobs.stream().allMatch(JobView::hasEnded);
  }

  public boolean hasFailedJob() {
    return jobs.stream().anyMatch(JobView::hasFailed);
  }

  /** Number of jobs that are {@code ok}, {@code failed}, {@code running} and so on. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    jobs.forEach(job -> counts.merge(job.kind(), 1, Integer::sum));
    return counts;
  }
}
