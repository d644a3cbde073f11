// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * How one attempt of a job ended.
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

  /** How it ended; that of a job whose record somebody else wrote is a failure. */
  public Outcome outcome() {
    return Outcome.parse(outcomeText).orElse(Outcome.FAILED);
  }
}
