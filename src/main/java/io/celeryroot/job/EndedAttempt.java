// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The end of one attempt of a job.
 *
 * @param number 1-based
 * @param outcomeText such as {@code failed (exit 1)}
 * @param exitCode empty: there was none, or nobody knows it
 * @param host on which it ran
 * @param started when it began
 * @param duration until it ended, or until its worker was found dead
 */
public record EndedAttempt(
    int number,
    String outcomeText,
    OptionalInt exitCode,
    String host,
    Instant started,
    Duration duration) {

  /** The kind of its end; a text that is not ours is a failure. */
  public Outcome outcome() {
    return Outcome.parse(outcomeText).orElse(Outcome.FAILED);
  }
}
