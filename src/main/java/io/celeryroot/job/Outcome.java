// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of an end of a job, in the words of our users. */
public enum Outcome {
  OK("ok", JobState.SUCCESS),
  FAILED("failed", JobState.FAILURE),
  TIMED_OUT("timed out", JobState.FAILURE),
  /** A success for Celery's clients: nothing went wrong. */
  SKIPPED("skipped", JobState.SUCCESS),
  EXPIRED("expired", JobState.REVOKED),
  CANCELLED("cancelled", JobState.REVOKED),
  LOST("lost", JobState.FAILURE),
  REJECTED("rejected", JobState.FAILURE);

  private final String word;
  private final JobState state;

  Outcome(String word, JobState state) {
    this.word = word;
    this.state = state;
  }

  /** The word, such as {@code failed} in {@code failed (exit 1)}. */
  public String word() {
    return word;
  }

  /** The state that a Celery client sees. */
  public JobState state() {
    return state;
  }

  /** From {@link JobOutcome#text()}. */
  static Optional<Outcome> parse(String text) {
    int bracket = text.indexOf(" (");
    String word = bracket < 0 ? text : text.substring(0, bracket);
    return Arrays.stream(values()).filter(outcome -> outcome.word.equals(word)).findFirst();
  }

  /** The outcome that a state means when a foreign worker wrote it. */
  static Outcome of(JobState state) {
    return switch (state) {
      case SUCCESS -> OK;
      case REVOKED -> CANCELLED;
      default -> FAILED;
    };
  }
}
