// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of a job, for those who only read it.
 *
 * @param id Celery task id
 * @param state Celery's
 * @param outcome how it ended, or how the last attempt did; empty while there is nothing to tell
 * @param outcomeText {@code failed (exit 1)}; empty text while there is nothing to tell
 * @param task name; empty for results of others
 * @param args masked
 * @param kwargs masked
 * @param attempt 1-based number of the last attempt; 0: none
 * @param host of the last attempt; empty text: none
 * @param queue of the role
 * @param done when it ended
 * @param nextAttempt when the next attempt is due
 * @param attempts that have ended, oldest first; the newest 20
 * @param distrust why the stored record is not believed, such as {@code unsigned}; empty text: it
 *     is, or signatures mean nothing
 */
public record JobResult(
    String id,
    JobState state,
    Optional<JobOutcome> outcome,
    String outcomeText,
    String task,
    List<Object> args,
    Map<String, Object> kwargs,
    int attempt,
    String host,
    String queue,
    Optional<Instant> started,
    Optional<Instant> done,
    Optional<Instant> nextAttempt,
    List<EndedAttempt> attempts,
    String distrust) {

  public JobResult {
    attempts = List.copyOf(attempts);
  }

  public boolean hasEnded() {
    return state.isTerminal();
  }
}
