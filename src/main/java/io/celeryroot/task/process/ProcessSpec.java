// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.limit.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One program to run, with the limits it runs under.
 *
 * <p>A spec is valid also when it cannot run (no such program, no such user): {@link
 * ProcessRunner#run} answers with {@link ProcessResult.Ending#NOT_STARTED} and the reason.
 *
 * @param command program and arguments, handed over untouched, no shell in between; a program
 *     without {@code /} is looked up in the {@code PATH} of the process, a relative one with {@code
 *     /} in {@code workdir}
 * @param environment added to the minimal inherited one, see {@link ProcessRunner}
 * @param workdir where the process starts; empty: the home of {@code user} if given, else where the
 *     worker runs
 * @param user name (or uid) to run as; empty or the worker's own: no change
 * @param newPrivileges true if programs of another {@code user} may gain rights, as through sudo
 * @param timeout time from start until the tree is ended, resolution about 50 ms; zero means no
 *     time and not for ever
 * @param killAfter time from TERM until KILL; zero sends both at once
 * @param linger longest wait, after a normal end, for output of what the process left running
 * @param limits on the use of this machine
 * @param maxOutputBytes limit of stdout, and again of stderr: the first quarter and the last three
 *     quarters of it are kept; at most {@link #OUTPUT_LIMIT}
 * @param successExitCodes exit codes that mean success
 * @param listener gets the output as it arrives
 */
public record ProcessSpec(
    List<String> command,
    Map<String, String> environment,
    Optional<Path> workdir,
    Optional<String> user,
    boolean newPrivileges,
    Duration timeout,
    Duration killAfter,
    Duration linger,
    Limits limits,
    long maxOutputBytes,
    Set<Integer> successExitCodes,
    Optional<OutputListener> listener) {

  /** Largest {@code maxOutputBytes}: the output is kept on the heap. */
  public static final long OUTPUT_LIMIT = 256L << 20;

  /** Checks the values. */
  public ProcessSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    successExitCodes = Set.copyOf(successExitCodes);
    requireNonNull(workdir, "workdir");
    requireNonNull(user, "user");
    requireNonNull(limits, "limits");
    requireNonNull(listener, "listener");
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    if (timeout.isNegative() || killAfter.isNegative() || linger.isNegative()) {
      throw new IllegalArgumentException(
          "negative timeout " + timeout + ", killAfter " + killAfter + " or linger " + linger);
    }
    if (maxOutputBytes < 0 || maxOutputBytes > OUTPUT_LIMIT) {
      throw new IllegalArgumentException(
          "maxOutputBytes " + maxOutputBytes + ", not in 0.." + OUTPUT_LIMIT);
    }
  }

  String program() {
    return command.get(0);
  }

  /** Names the program and the limits only: arguments and environment may hold secrets. */
  @Override
  public String toString() {
    return "ProcessSpec[program="
        + program()
        + ", arguments="
        + (command.size() - 1)
        + ", timeout="
        + timeout
        + "]";
  }
}
