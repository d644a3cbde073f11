// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.process.Leftovers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends processes that a previous worker of the same name left behind for attempts recorded as lost.
 * Their job has ended or runs elsewhere, and the next run of its schedule must not meet them.
 * Processes that an ended job left in the background are not touched. Looks at start-up, and once
 * more when the lease of that worker has surely ended. Thread-safe.
 */
final class OrphanReaper {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  /** Attempts of a worker whose lease had just ended count as lost after two looks of recovery. */
  private static final Duration LAST_LOOK =
      WorkerIncarnation.LEASE.plus(WorkerSession.RECOVER_EVERY.multipliedBy(3));

  private final Results results;
  private final ClConfig config;
  private final WorkerIdentity identity;
  private final Leftovers leftovers = new Leftovers();
  private OptionalLong firstNanos = OptionalLong.empty();
  private boolean isDone;

  OrphanReaper(Results results, ClConfig config, WorkerIdentity identity) {
    this.results = results;
    this.config = config;
    this.identity = identity;
  }

  /**
   * Ends them if a look is due; call it often. Returns when they are gone.
   *
   * @throws QueueUnavailable call it again
   */
  synchronized void end() {
    long now = System.nanoTime();
    boolean isFirst = firstNanos.isEmpty();
    if (isDone || (!isFirst && now - firstNanos.getAsLong() < LAST_LOOK.toNanos())) {
      return;
    }
    look();
    isDone = !isFirst;
    firstNanos = OptionalLong.of(now);
  }

  private void look() {
    Map<String, Map<String, String>> jobs = leftovers.jobs();
    Map<String, String> marks = new HashMap<>();
    jobs.forEach((mark, told) -> id(mark, told).ifPresent(id -> marks.put(mark, id)));
    marks.keySet().stream()
        .filter(mark -> isOfFact(jobs.get(mark)))
        .toList()
        .forEach(
            mark -> {
              leftovers.end(mark, TaskDefinition.DEFAULT_KILL_AFTER);
              marks.remove(mark);
            });
    if (!marks.isEmpty()) {
      Map<String, JobResult> ended = results.findAll(marks.values());
      marks.forEach(
          (mark, id) ->
              Optional.ofNullable(ended.get(id))
                  .filter(result -> isGivenUp(result, jobs.get(mark)))
                  .ifPresent(result -> end(mark, result)));
    }
  }

  /** ID of the job, if the mark proves that this worker started it: the variable alone does not. */
  private Optional<String> id(String mark, Map<String, String> told) {
    return Optional.ofNullable(told.get(JobAttempt.JOB_ID))
        .filter(
            id ->
                identity.lists().stream()
                    .anyMatch(list -> JobAttempt.mark(identity, list, id).equals(mark)));
  }

  /** Nobody waits for a fact whose worker has died. */
  private static boolean isOfFact(Map<String, String> told) {
    return String.valueOf(JobAttempt.OF_FACT).equals(told.get(JobAttempt.ATTEMPT));
  }

  private static boolean isGivenUp(JobResult result, Map<String, String> told) {
    return result.attempts().stream()
        .filter(attempt -> String.valueOf(attempt.number()).equals(told.get(JobAttempt.ATTEMPT)))
        .map(EndedAttempt::outcome)
        .anyMatch(outcome -> outcome == Outcome.LOST || outcome == Outcome.CANCELLED);
  }

  private void end(String mark, JobResult result) {
    Duration killAfter =
        config
            .task(result.task())
            .map(TaskDefinition::killAfter)
            .orElse(TaskDefinition.DEFAULT_KILL_AFTER);
    if (leftovers.end(mark, killAfter) > 0) {
      LOG.warn("job {}: ended what was left running when its worker died", result.id());
    }
  }
}
