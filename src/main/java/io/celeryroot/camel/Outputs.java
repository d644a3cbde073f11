// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.redis.QueueUnavailable;
import java.util.Collection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the output of the jobs of one consumer while they run. That it cannot is no matter for the
 * jobs: their results have the output too. Thread-safe.
 */
final class Outputs {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Supplier<Outage> outage;

  Outputs(Supplier<Outage> outage) {
    this.outage = outage;
  }

  /** What the attempts have printed since the last time. */
  void store(Collection<JobAttempt> attempts) {
    for (JobAttempt attempt : attempts) {
      if (outage.get().since().isPresent()) {
        return;
      }
      attempt(attempt, () -> attempt.output().store());
    }
  }

  /**
   * The rest of what an attempt has printed.
   *
   * @param isResult whether its output will be that of the result
   */
  void end(JobAttempt attempt, boolean isResult) {
    if (outage.get().since().isEmpty()) {
      attempt(attempt, () -> attempt.output().end(isResult));
    }
  }

  /**
   * The job of an attempt has ended, and its result is stored: what that has need not be kept
   * twice.
   */
  void settled(JobAttempt attempt, JobOutcome result) {
    if (outage.get().since().isEmpty()) {
      attempt(attempt, () -> attempt.output().expireSoon(result));
    }
  }

  private void attempt(JobAttempt attempt, Runnable storing) {
    try {
      storing.run();
    } catch (QueueUnavailable e) {
      if (e.isUnreachable() || e.isWrongType()) {
        outage.get().failed(e);
      } else if (attempt.output().isFirstRefusal()) {
        LogFields.of(attempt)
            .during(
                () -> LOG.warn("{}; no matter for the job, its result has it too", e.getMessage()));
      }
    }
  }
}
