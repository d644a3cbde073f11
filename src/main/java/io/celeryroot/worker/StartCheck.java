// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.Unmeasurable;
import io.celeryroot.condition.Verdict;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.text.Quote;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks the conditions of a job that is about to start. A job that was begun before is not checked
 * again: a retry, or an attempt in place of a lost one, is not a new start. Thread-safe.
 */
final class StartCheck {

  private final Attempts attempts;
  private final PersistentWriter writer;
  private final FactReader facts;

  StartCheck(Attempts attempts, PersistentWriter writer, FactReader facts) {
    this.attempts = attempts;
    this.writer = writer;
    this.facts = facts;
  }

  /**
   * Finds the reason why a claimed job must not start.
   *
   * @return its outcome, skipped or failed; empty: it may start
   */
  Optional<JobOutcome> objection(Claim claim, Conditions conditions) throws InterruptedException {
    if (conditions.isEmpty() || !writer.untilStored(() -> attempts.isNew(claim))) {
      return Optional.empty();
    }
    Instant started = Instant.now();
    try {
      Verdict verdict = Verdict.of(conditions, facts.of(claim, conditions.zone()));
      return verdict.holds()
          ? Optional.empty()
          : Optional.of(outcome(Outcome.SKIPPED, verdict.because(), started));
    } catch (Unmeasurable e) {
      return Optional.of(outcome(Outcome.FAILED, e.getMessage(), started));
    }
  }

  private static JobOutcome outcome(Outcome outcome, String reason, Instant at) {
    return JobOutcome.of(outcome, Quote.oneLine(reason, Admission.LONGEST_REASON), at);
  }
}
