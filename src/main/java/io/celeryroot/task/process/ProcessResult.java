// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one process ended and what it wrote.
 *
 * @param ending who ended it
 * @param exitCode of the main process, 128+n when signal n killed it; empty when it never ran or
 *     its end could not be seen
 * @param isSuccess true if it {@link Ending#EXITED} with one of the exit codes of its spec
 * @param stdout head and tail of what it wrote, decoded as UTF-8 with U+FFFD for what is not; where
 *     the middle is missing, one line says {@code ... N bytes cut ...}
 * @param stderr like {@code stdout}
 * @param truncated whether anything was cut from {@code stdout} or {@code stderr}
 * @param started when it was started, or when that was refused
 * @param duration from {@code started} until its end was established, including the time its tree
 *     took to end
 * @param reason why it is {@link Ending#NOT_STARTED}, for a person to read; otherwise empty
 */
public record ProcessResult(
    Ending ending,
    OptionalInt exitCode,
    boolean isSuccess,
    String stdout,
    String stderr,
    boolean truncated,
    Instant started,
    Duration duration,
    Optional<String> reason) {

  private static final int SIGNAL_BASE = 128;
  private static final int LAST_SIGNAL = 64;

  /** Checks that nothing is null. */
  public ProcessResult {
    requireNonNull(ending, "ending");
    requireNonNull(exitCode, "exitCode");
    requireNonNull(stdout, "stdout");
    requireNonNull(stderr, "stderr");
    requireNonNull(started, "started");
    requireNonNull(duration, "duration");
    requireNonNull(reason, "reason");
  }

  /**
   * The signal that killed the main process.
   *
   * @return 1..64, or empty; a program that itself exits with 128+n (a shell whose child was killed
   *     does) cannot be told apart
   */
  public OptionalInt signal() {
    return exitCode.stream()
        .filter(code -> code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL)
        .map(code -> code - SIGNAL_BASE)
        .findFirst();
  }
}
