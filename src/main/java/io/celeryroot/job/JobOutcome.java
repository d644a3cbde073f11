// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The end of one attempt, or of a job that was not run.
 *
 * @param outcome the kind
 * @param exitCode of the process; empty when there was none or it is unknown
 * @param stdout head and tail when {@code truncated}
 * @param stderr head and tail when {@code truncated}
 * @param truncated whether output was cut
 * @param started when the attempt began, or when it was decided that there is none
 * @param duration of the attempt
 * @param reason in a few words, without secrets; the part in brackets of {@code skipped (overlap)},
 *     {@code rejected (unknown task)} and {@code ok (left running: httpd)}; may be empty
 */
public record JobOutcome(
    Outcome outcome,
    OptionalInt exitCode,
    String stdout,
    String stderr,
    boolean truncated,
    Instant started,
    Duration duration,
    String reason) {

  public JobOutcome {
    requireNonNull(outcome, "outcome");
    requireNonNull(exitCode, "exitCode");
    requireNonNull(stdout, "stdout");
    requireNonNull(stderr, "stderr");
    requireNonNull(started, "started");
    requireNonNull(duration, "duration");
    requireNonNull(reason, "reason");
  }

  /** The end of a job, or an attempt, without a process. */
  public static JobOutcome of(Outcome outcome, String reason, Instant at) {
    return new JobOutcome(outcome, OptionalInt.empty(), "", "", false, at, Duration.ZERO, reason);
  }

  /**
   * {@code ok}, {@code failed (exit 1)}, {@code failed (killed by SIGKILL)}, {@code skipped
   * (overlap)}.
   */
  public String text() {
    if (outcome == Outcome.FAILED && exitCode.isPresent() && reason.isEmpty()) {
      return "failed (exit " + exitCode.getAsInt() + ")";
    }
    boolean explained =
        outcome == Outcome.OK
            || outcome == Outcome.SKIPPED
            || outcome == Outcome.REJECTED
            || outcome == Outcome.FAILED;
    return explained && !reason.isEmpty() ? outcome.word() + " (" + reason + ")" : outcome.word();
  }

  /** The last line of what was printed on stderr, or else on stdout; empty text: nothing was. */
  public String lastLine() {
    String text = stderr.isBlank() ? stdout : stderr;
    return text.strip().lines().reduce("", (line, next) -> next);
  }

  /** Leaves out the output, which may be long. */
  @Override
  public String toString() {
    return text();
  }
}
