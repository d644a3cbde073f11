// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.config.OnLost;
import java.util.Optional;

/**
 * The state of a job, and the transitions from it: every event is a pure function to the next
 * state, or empty when it is refused. An event that is repeated with the same token leads to the
 * same state, so that a caller who got no answer may ask again.
 *
 * <pre>
 *             begin            finish, lost (last time)
 *  PENDING ----------> STARTED ------------------------> SUCCESS, FAILURE, REVOKED
 *     |                 |   ^
 *     |   retry, lost,  |   | begin
 *     |       give back v   |
 *     |                 RETRY
 *     +-------------------+----- end (cancelled, expired, skipped, rejected) ---> terminal
 * </pre>
 *
 * @param state Celery's
 * @param attempt number of the last attempt; 0: none yet
 * @param failed attempts that failed and were tried again
 * @param lost attempts whose worker died
 * @param token of the claim that wrote last; empty: no claim
 * @param notBefore ms of the Redis clock at which the next attempt is due; 0: at once
 */
public record JobMeta(
    JobState state, int attempt, int failed, int lost, Optional<String> token, long notBefore) {

  /** A job whose attempts were lost this often is a dead letter. */
  public static final int MAX_LOST = 3;

  /** A job of which nothing is on record. */
  public static final JobMeta NONE = new JobMeta(JobState.PENDING, 0, 0, 0, Optional.empty(), 0);

  /** A new attempt, unless the job has ended or another claim has it. */
  public Optional<JobMeta> begin(String claim) {
    if (isHeldBy(claim)) {
      return Optional.of(this);
    }
    return isWaiting()
        ? Optional.of(
            new JobMeta(JobState.STARTED, attempt + 1, failed, lost, Optional.of(claim), 0))
        : Optional.empty();
  }

  /** The end of the job, by the claim that has it. */
  public Optional<JobMeta> finish(String claim, Outcome outcome) {
    if (state.isTerminal() && isLastOf(claim)) {
      return Optional.of(this);
    }
    return isHeldBy(claim) ? Optional.of(with(outcome.state())) : Optional.empty();
  }

  /** A failed attempt that is tried again. */
  public Optional<JobMeta> retry(String claim, long nextAtMillis) {
    if (state == JobState.RETRY && isLastOf(claim)) {
      return Optional.of(this);
    }
    return isHeldBy(claim)
        ? Optional.of(new JobMeta(JobState.RETRY, attempt, failed + 1, lost, token, nextAtMillis))
        : Optional.empty();
  }

  /** An attempt that was broken off and counts for nothing. */
  public Optional<JobMeta> giveBack(String claim) {
    return isHeldBy(claim) ? Optional.of(with(JobState.RETRY)) : Optional.empty();
  }

  /** An attempt whose worker died; should it come back, the claim says nothing any more. */
  public Optional<JobMeta> lost(String claim, OnLost onLost) {
    if (!isHeldBy(claim)) {
      return Optional.empty();
    }
    boolean last = onLost == OnLost.FAIL || lost + 1 >= MAX_LOST;
    JobState next = last ? Outcome.LOST.state() : JobState.RETRY;
    return Optional.of(new JobMeta(next, attempt, failed, lost + 1, Optional.empty(), 0));
  }

  /** The end of a job whose worker died and that was to be cancelled. */
  public Optional<JobMeta> cancelLost(String claim) {
    return isHeldBy(claim)
        ? Optional.of(
            new JobMeta(Outcome.CANCELLED.state(), attempt, failed, lost, Optional.empty(), 0))
        : Optional.empty();
  }

  /** The end of a job that does not run. */
  public Optional<JobMeta> end(Outcome outcome) {
    return isWaiting() ? Optional.of(with(outcome.state())) : Optional.empty();
  }

  /** A job that a foreign worker has started has no token; who has its message may begin it. */
  public boolean isWaiting() {
    return state == JobState.PENDING
        || state == JobState.RETRY
        || (state == JobState.STARTED && token.isEmpty());
  }

  /** Returns true if the first attempt runs: nothing but a claim is to be known of the job. */
  public boolean isFirstAttempt() {
    return state == JobState.STARTED && attempt == 1 && failed == 0 && lost == 0 && notBefore == 0;
  }

  public boolean isHeldBy(String claim) {
    return state == JobState.STARTED && isLastOf(claim);
  }

  public boolean isHeldByOther(String claim) {
    return state == JobState.STARTED && token.isPresent() && !isLastOf(claim);
  }

  private boolean isLastOf(String claim) {
    return token.isPresent() && token.get().equals(claim);
  }

  private JobMeta with(JobState next) {
    return new JobMeta(next, attempt, failed, lost, token, 0);
  }
}
