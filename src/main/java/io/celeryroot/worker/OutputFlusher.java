// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the output of running jobs. A failure does not matter to the jobs, because their results
 * have the output too. Thread-safe.
 */
final class OutputFlusher {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final RedisAvailability availability;
  private final Semaphore begun = new Semaphore(0);

  OutputFlusher(RedisAvailability availability) {
    this.availability = availability;
  }

  /** Ends a wait, since an attempt was added. */
  void begun() {
    begun.release();
  }

  /** Waits while there are no attempts. */
  void await(Collection<JobAttempt> attempts) throws InterruptedException {
    begun.drainPermits();
    if (attempts.isEmpty()) {
      begun.acquire();
    }
  }

  /** Stores the new output of attempts. */
  void store(Collection<JobAttempt> attempts) {
    for (JobAttempt attempt : attempts) {
      if (availability.since().isPresent()) {
        return;
      }
      attempt(attempt, () -> attempt.output().store());
    }
  }

  /**
   * Stores the remaining output of an attempt.
   *
   * @param isResult true if the result will have this output
   */
  void end(JobAttempt attempt, boolean isResult) {
    if (availability.since().isEmpty()) {
      attempt(attempt, () -> attempt.output().end(isResult));
    }
  }

  /** Shortens the retention of the stored output, once the result of the job has it too. */
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
