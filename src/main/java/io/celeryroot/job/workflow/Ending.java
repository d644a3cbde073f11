// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.Outcome;
import java.time.Instant;

/**
 * The end of a step or of a whole run.
 *
 * @param outcome one of ok, failed, timed out, skipped, cancelled
 * @param reason in a few words; may be empty
 * @param at Redis server time
 */
public record Ending(Outcome outcome, String reason, Instant at) {

  public Ending {
    requireNonNull(outcome, "outcome");
    requireNonNull(reason, "reason");
    requireNonNull(at, "at");
  }

  static boolean isWell(Outcome outcome) {
    return outcome == Outcome.OK || outcome == Outcome.SKIPPED;
  }

  /** Reason for others that do not run because of it, such as {@code step 2 failed}. */
  public String cause() {
    return reason.isEmpty() ? outcome.word() : reason + " " + outcome.word();
  }

  /** {@code ok}, {@code failed (1 of 3 jobs)}. */
  public String text() {
    return reason.isEmpty() ? outcome.word() : outcome.word() + " (" + reason + ")";
  }
}
