// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of one process, and its output.
 *
 * @param ending how it ended
 * @param exitCode exit code of the main process, 128+n if signal n killed it; empty if it never ran
 *     or its end was not seen
 * @param signal that killed the main process; empty if none did, or nobody can tell
 * @param isSuccess true if it {@link Ending#EXITED} with one of the exit codes of its spec
 * @param stdout head and tail of its output, decoded as UTF-8, with U+FFFD for other bytes; in
 *     place of a missing middle, one line says {@code ... N bytes cut ...}
 * @param stderr like {@code stdout}
 * @param truncated true if anything was cut from {@code stdout} or {@code stderr}
 * @param started time of its start, or of the refusal
 * @param duration from {@code started} until its end, and that of its tree if the tree was ended
 * @param left names of the programs that still held its output when {@code linger} was over
 * @param reason reason for {@link Ending#NOT_STARTED} and {@link Ending#OVER_LIMIT}, for a human
 *     reader; otherwise empty
 */
public record ProcessResult(
    Ending ending,
    OptionalInt exitCode,
    OptionalInt signal,
    boolean isSuccess,
    String stdout,
    String stderr,
    boolean truncated,
    Instant started,
    Duration duration,
    List<String> left,
    Optional<String> reason) {

  /** Ways in which a process ends, as the runner sees it. */
  public enum Ending {
    /** Its main process ended by itself, with any exit code, or was killed by somebody else. */
    EXITED,
    /** It was still running after its timeout and its tree was ended. */
    TIMED_OUT,
    /** The action of its caller, an interrupt or {@link ProcessRunner#close()} ended its tree. */
    CANCELLED,
    /** It used more than a limit allows, and its tree was ended; the reason names the limit. */
    OVER_LIMIT,
    /** The program was never executed; {@link ProcessResult#reason()} says why. */
    NOT_STARTED
  }

  /** Checks that nothing is null. */
  public ProcessResult {
    requireNonNull(ending, "ending");
    requireNonNull(exitCode, "exitCode");
    requireNonNull(signal, "signal");
    left = List.copyOf(left);
    requireNonNull(stdout, "stdout");
    requireNonNull(stderr, "stderr");
    requireNonNull(started, "started");
    requireNonNull(duration, "duration");
    requireNonNull(reason, "reason");
  }

  /** Makes the result of a program that was never executed. */
  static ProcessResult withoutProcess(
      Ending ending, Instant started, Duration duration, Optional<String> reason) {
    return new ProcessResult(
        ending,
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        "",
        "",
        false,
        started,
        duration,
        List.of(),
        reason);
  }
}
