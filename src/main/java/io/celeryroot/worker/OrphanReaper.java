// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.process.Leftovers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends, at start-up, processes that a previous worker of the same name left behind for attempts
 * recorded as lost. Their job has ended or runs elsewhere, and the next run of its schedule must
 * not meet them. Processes that an ended job left in the background are not touched.
 */
final class OrphanReaper {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Results results;
  private final ClConfig config;
  private final WorkerIdentity identity;
  private final Leftovers leftovers = new Leftovers();
  private boolean isDone;

  OrphanReaper(Results results, ClConfig config, WorkerIdentity identity) {
    this.results = results;
    this.config = config;
    this.identity = identity;
  }

  /**
   * Ends them, at the first call only. Returns when they are gone.
   *
   * @throws QueueUnavailable call it again
   */
  void end() {
    if (isDone) {
      return;
    }
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
    isDone = true;
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
