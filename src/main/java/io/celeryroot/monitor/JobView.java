// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Target;
import io.celeryroot.sign.SealVerdict;
import java.util.Optional;

/**
 * One job and its state so far.
 *
 * @param id Celery task id
 * @param task name; empty text if it is unknown
 * @param target role or host it was sent to; empty: a foreign client submitted it
 * @param result recorded result; empty: the job waits in its queue
 */
public record JobView(String id, String task, Optional<Target> target, Optional<JobResult> result) {

  /** Kind of a job whose record counts as absent, because nobody who may has signed it. */
  public static final String NOT_SIGNED = "not signed";

  public JobView with(Optional<JobResult> other) {
    return new JobView(id, task, target, other);
  }

  public JobState state() {
    return result.map(JobResult::state).orElse(JobState.PENDING);
  }

  public boolean hasEnded() {
    return state().isTerminal();
  }

  /** Returns true if the job ended, but not well. */
  public boolean hasFailed() {
    return hasEnded() && state() != JobState.SUCCESS;
  }

  /**
   * Host that the job runs or ran on, or else the host it was sent to; empty text: any host of its
   * role.
   */
  public String host() {
    return result
        .map(JobResult::host)
        .filter(host -> !host.isEmpty())
        .or(() -> target.flatMap(Target::host))
        .orElse("");
  }

  /** Host or role that the job was sent to; empty text if a foreign client submitted it. */
  public String targetLabel() {
    return target.map(Target::label).orElse("");
  }

  /**
   * State in words: {@code waiting}, {@code running}, {@code retrying}, or the outcome, such as
   * {@code failed (exit 1)}; then in brackets why its record is not believed. Where signatures are
   * required, {@code result not signed by web01}.
   */
  public String word() {
    String distrust = distrust();
    if (isNotSigned()) {
      String by = "result not signed by " + (host().isEmpty() ? "a host" : host());
      return distrust.equals(SealVerdict.UNSIGNED.reason()) ? by : by + " (" + distrust + ")";
    }
    return distrust.isEmpty() ? trustedWord() : trustedWord() + " (" + distrust + ")";
  }

  /** Returns true if there is a record that counts as absent. */
  public boolean isNotSigned() {
    return state() == JobState.PENDING && !distrust().isEmpty();
  }

  private String distrust() {
    return result.map(JobResult::distrust).orElse("");
  }

  private String trustedWord() {
    return switch (state()) {
      case PENDING -> "waiting";
      case STARTED -> "running";
      case RETRY -> "retrying";
      default ->
          result
              .map(JobResult::outcomeText)
              .filter(text -> !text.isEmpty())
              .orElse(hasFailed() ? "failed" : "ok");
    };
  }

  /** The word without the part in brackets, for counting. */
  public String kind() {
    if (isNotSigned()) {
      return NOT_SIGNED;
    }
    String word = word();
    int bracket = word.indexOf(" (");
    return bracket < 0 ? word : word.substring(0, bracket);
  }
}
