// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.task.process.ProcessResult;
import io.celeryroot.task.process.Signals;
import io.celeryroot.text.FailureText;
import io.celeryroot.text.Quote;
import io.celeryroot.text.Shortage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes the outcome of an attempt; secret values in its output become {@code ***}. Pure. */
public final class Outcomes {

  private Outcomes() {}

  /** Makes the outcome of a process that ran, or could not start. */
  public static JobOutcome of(JobAttempt attempt, ProcessResult result) {
    return new JobOutcome(
        outcome(attempt, result),
        result.exitCode(),
        masked(attempt, result.stdout()),
        masked(attempt, result.stderr()),
        result.truncated(),
        result.started(),
        result.duration(),
        Quote.oneLine(masked(attempt, reason(result)), Admission.LONGEST_REASON));
  }

  /** Reason beside the exit code: a signal, a limit, what was left running. */
  private static String reason(ProcessResult result) {
    List<String> parts = new ArrayList<>();
    result.reason().ifPresent(parts::add);
    if (result.ending() == ProcessResult.Ending.EXITED) {
      result.signal().ifPresent(signal -> parts.add("killed by " + Signals.name(signal)));
    }
    if (!result.left().isEmpty()) {
      if (parts.isEmpty() && !result.isSuccess()) {
        result.exitCode().ifPresent(code -> parts.add("exit " + code));
      }
      parts.add("left running: " + String.join(", ", result.left()));
    }
    return String.join("; ", parts);
  }

  private static Outcome outcome(JobAttempt attempt, ProcessResult result) {
    return switch (result.ending()) {
      case EXITED -> result.isSuccess() ? Outcome.OK : Outcome.FAILED;
      case TIMED_OUT -> Outcome.TIMED_OUT;
      case CANCELLED -> ended(attempt);
      case NOT_STARTED, OVER_LIMIT -> Outcome.FAILED;
    };
  }

  /** Makes the outcome of an endpoint that took the message, perhaps too late. */
  public static JobOutcome taken(JobAttempt attempt, String output) {
    int limit = (int) Math.min(attempt.task().maxOutputBytes(), Integer.MAX_VALUE);
    String kept = output.length() <= limit ? output : output.substring(0, limit);
    return new JobOutcome(
        attempt.endReason().map(Outcomes::late).orElse(Outcome.OK),
        OptionalInt.empty(),
        masked(attempt, kept),
        "",
        kept.length() < output.length(),
        attempt.startedAt(),
        attempt.age(),
        "");
  }

  /** Outcome of a message that was taken after the end was asked for; released work is done. */
  private static Outcome late(JobAttempt.End end) {
    return switch (end) {
      case TIMED_OUT -> Outcome.TIMED_OUT;
      case CANCELLED, TAKEN_OVER -> Outcome.CANCELLED;
      case GIVEN_BACK -> Outcome.OK;
    };
  }

  /**
   * Makes the outcome of a route that failed.
   *
   * @throws OutOfMemoryError the machine gives no thread or no memory, which is not the job's fault
   * @throws Shortage the machine lacks what a process needs; nothing of the job has run
   */
  public static JobOutcome failed(JobAttempt attempt, Throwable failure) {
    FailureText.causes(failure).forEach(Outcomes::checkMachine);
    Outcome outcome = attempt.endReason().isPresent() ? ended(attempt) : Outcome.FAILED;
    return new JobOutcome(
        outcome,
        OptionalInt.empty(),
        "",
        "",
        false,
        attempt.startedAt(),
        attempt.age(),
        outcome == Outcome.FAILED
            ? Quote.oneLine(masked(attempt, FailureText.reason(failure)), Admission.LONGEST_REASON)
            : "");
  }

  private static void checkMachine(Throwable cause) {
    if (cause instanceof OutOfMemoryError error) {
      throw error;
    }
    if (cause instanceof Shortage shortage) {
      throw shortage;
    }
  }

  private static Outcome ended(JobAttempt attempt) {
    return attempt
        .endReason()
        .map(end -> end == JobAttempt.End.TIMED_OUT ? Outcome.TIMED_OUT : Outcome.CANCELLED)
        .orElse(Outcome.CANCELLED);
  }

  private static String masked(JobAttempt attempt, String text) {
    return attempt.secrets().mask(text);
  }
}
