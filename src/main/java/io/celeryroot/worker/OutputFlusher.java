// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the output of running jobs. A failure to store it does not matter to the jobs: their
 * results have the output too. Thread-safe.
 */
final class OutputFlusher {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final RedisAvailability availability;

  OutputFlusher(RedisAvailability availability) {
    this.availability = availability;
  }

  /** Stores what the attempts have printed since the last call. */
  void store(Collection<JobAttempt> attempts) {
    for (JobAttempt attempt : attempts) {
      if (availability.since().isPresent()) {
        return;
      }
      attempt(attempt, () -> attempt.output().store());
    }
  }

  /**
   * Stores the rest of what an attempt has printed.
   *
   * @param isResult whether its output will be that of the result
   */
  void end(JobAttempt attempt, boolean isResult) {
    if (availability.since().isEmpty()) {
      attempt(attempt, () -> attempt.output().end(isResult));
    }
  }

  /** Shortens the life of the stored output once the result of the job has it too. */
  void settled(JobAttempt attempt, JobOutcome result) {
    if (availability.since().isEmpty()) {
      attempt(attempt, () -> attempt.output().expireSoon(result));
    }
  }

  private void attempt(JobAttempt attempt, Runnable storing) {
    try {
      storing.run();
    } catch (QueueUnavailable e) {
      if (e.isUnreachable() || e.isWrongType()) {
        availability.failed(e);
      } else if (attempt.output().isFirstRefusal()) {
        LogFields.of(attempt.job(), attempt.host(), attempt.number())
            .during(
                () -> LOG.warn("{}; no matter for the job, its result has it too", e.getMessage()));
      }
    }
  }
}
