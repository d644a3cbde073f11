// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds out how long jobs of tasks usually take. */
public final class UsualDurations {

  /** Newest runs that are looked at, and jobs of each. */
  private static final int RUNS = 2000;

  private static final int JOBS_OF_RUN = 5;

  private UsualDurations() {}

  /**
   * Reads the median duration of the newest jobs of each task that ran on a host, whatever their
   * end. Jobs that never ran do not count. Steps of workflows have records of their own.
   *
   * @param redis stays the caller's
   * @return by task; a task that did not run lately is left out
   */
  public static Map<String, Duration> read(Redis redis) {
    List<RunRecord> runs = new RunRecords(redis).list(RUNS, run -> true);
    Set<String> jobs = new LinkedHashSet<>();
    List<String> steps = new ArrayList<>();
    for (RunRecord run : runs) {
      addJobs(run, jobs);
      for (int i = 1; i <= run.steps().size(); i++) {
        steps.add(RunIds.step(run.id(), i));
      }
    }
    new RunRecords(redis).findAll(steps).values().forEach(step -> addJobs(step, jobs));
    Map<String, List<Duration>> durations = new HashMap<>();
    for (JobResult result : new Results(redis).findAll(jobs).values()) {
      if (result.started().isPresent() && result.hasEnded()) {
        result
            .outcome()
            .filter(end -> end.outcome() != Outcome.SKIPPED)
            .map(JobOutcome::duration)
            .ifPresent(
                lasted ->
                    durations.computeIfAbsent(result.task(), t -> new ArrayList<>()).add(lasted));
      }
    }
    Map<String, Duration> usual = new HashMap<>();
    durations.forEach((task, all) -> usual.put(task, median(all)));
    return usual;
  }

  private static void addJobs(RunRecord run, Set<String> jobs) {
    run.jobs().stream().limit(JOBS_OF_RUN).map(RunJob::id).forEach(jobs::add);
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }
}
