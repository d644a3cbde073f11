// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobState;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.run.EndCounts;
import io.celeryroot.queue.run.RunEnds;
import io.celeryroot.queue.trace.JobTraces;
import io.celeryroot.queue.trace.JobTraces.Sought;
import io.celeryroot.redis.Redis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends jobs of a run of which Redis has lost everything but, perhaps, a marker or an unfinished
 * record. Thread-safe.
 */
final class JobMending {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final Redis redis;
  private final Attempts attempts;
  private final DueRuns dueRuns;
  private final EngineListener listener;
  private final JobTraces traces;
  private final BelievedStates states;
  private final RunEnds ends;

  /**
   * @param attempts of that Redis
   * @param dueRuns submits due runs again
   * @param listener is told of what was mended
   */
  JobMending(
      ClConfig config,
      Redis redis,
      Attempts attempts,
      DueRuns dueRuns,
      EngineListener listener,
      JobTraces traces,
      BelievedStates states) {
    this.config = config;
    this.redis = redis;
    this.attempts = attempts;
    this.dueRuns = dueRuns;
    this.listener = listener;
    this.traces = traces;
    this.states = states;
    this.ends = new RunEnds(redis);
  }

  /**
   * Mends jobs that nothing is left of: they are queued again, or end as lost, or are forgotten.
   *
   * @param jobs not empty
   * @param states of the jobs of the run
   * @return jobs of which only the result was deleted, or that never were in a queue
   */
  Set<String> mend(RunRecord run, List<Sought> jobs, Map<String, JobState> states) {
    // Counts are not signed. Where signatures are required, a host refuses what it has run.
    EndCounts counts =
        redis.seals().isRequired()
            ? EndCounts.NONE
            : ends.read(List.of(run.id())).getOrDefault(run.id(), EndCounts.NONE);
    long ended =
        this.states.of(run.jobs().stream().map(RunJob::id).toList()).values().stream()
            .filter(JobState::isTerminal)
            .count();
    Set<Sought> marked = traces.marked(jobs);
    boolean isStep = RunIds.workflowOf(run.id()).isPresent();
    Optional<Schedule> due =
        run.due()
            .flatMap(at -> run.schedule())
            .map(config.schedules()::get)
            .filter(
                schedule -> schedule.workflow().isEmpty() && schedule.task().equals(run.task()));
    Set<String> forgotten = new HashSet<>();
    boolean isAgain = false;
    List<Sought> over = new ArrayList<>();
    Map<String, String> told = new HashMap<>();
    for (Sought job : jobs) {
      boolean isFresh = states.get(job.id()) == JobState.PENDING;
      if (!isStep && run.due().isEmpty() && !marked.contains(job)) {
        // A command that ended half-way never put it into its queue.
        forgotten.add(job.id());
      } else if (counts.total() > ended) {
        forgotten.add(job.id());
        told.put(job.id(), "its result was deleted");
      } else if (isFresh && due.isPresent() && traces.allowAgain(job, config.resultsKept())) {
        isAgain = true;
        told.put(job.id(), "neither message, claim nor result is left; queued again");
      } else {
        over.add(job);
      }
    }
    end(run, over, told);
    if (isAgain) {
      dueRuns.submit(due.get(), run.due().orElseThrow());
    }
    told.forEach(
        (id, what) -> {
          LOG.warn("job {}: {}: somebody else wrote to Redis", id, what);
          listener.foreign("job");
        });
    return forgotten;
  }

  /** Ends jobs, except those that another Beat has queued again meanwhile. */
  private void end(RunRecord run, List<Sought> jobs, Map<String, String> told) {
    Set<String> still = jobs.isEmpty() ? Set.of() : traces.gone(jobs);
    jobs.stream()
        .filter(job -> still.contains(job.id()))
        .filter(job -> attempts.lost().endVanished(job(run, job), "its message was deleted"))
        .forEach(job -> told.put(job.id(), "neither message, claim nor result is left; lost"));
  }

  private static Job job(RunRecord run, Sought job) {
    return Job.recorded(job.id(), run.id(), run.schedule(), run.due(), run.task(), job.target());
  }
}
