// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.Redis;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the last jobs that ended well before those of a run, host by host. */
public final class LastSuccess {

  /** Number of earlier runs with a success that are looked at. */
  private static final int RUNS = 50;

  private final RunHistory history;
  private final Results results;

  /**
   * @param redis stays the caller's
   */
  public LastSuccess(Redis redis, ClConfig config) {
    this.history = new RunHistory(redis, config);
    this.results = new Results(redis);
  }

  /**
   * The last success of each job: of the same schedule, or of the same task when it was run by
   * hand, on the same target.
   *
   * @param jobs of the run
   * @return by job ID; without those that never ended well in the last 50 runs with a success
   */
  public Map<String, JobResult> before(RunView run, List<JobView> jobs) {
    Map<String, JobResult> found = new HashMap<>();
    Set<JobView> open = new HashSet<>(jobs);
    RunRecord record = run.run();
    RunQuery earlier =
        new RunQuery(
            RUNS,
            record.schedule(),
            record.schedule().isPresent() ? Optional.empty() : Optional.of(record.task()),
            Optional.empty(),
            Set.of(Outcome.OK),
            Optional.empty(),
            Optional.of(record.submitted().minusMillis(1)),
            false);
    for (RunSummary other : history.find(earlier)) {
      if (open.isEmpty()) {
        break;
      }
      Map<String, JobResult> same =
          results.findAll(open.stream().map(job -> counterpart(job, record, other.run())).toList());
      for (JobView job : Set.copyOf(open)) {
        JobResult result = same.get(counterpart(job, record, other.run()));
        if (result != null
            && result.outcome().filter(end -> end.outcome() == Outcome.OK).isPresent()) {
          found.put(job.id(), result);
          open.remove(job);
        }
      }
    }
    return found;
  }

  /** The job of another run for the same step and target. */
  private static String counterpart(JobView job, RunRecord run, RunRecord other) {
    String own = RunIds.runOf(job.id()).orElse(run.id());
    return other.id() + own.substring(run.id().length()) + job.id().substring(own.length());
  }
}
