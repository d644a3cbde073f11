// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.limit.StartLine;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises that setsid, setpriv or the shell that sets limits could not execute the program.
 * Their failure looks like that of a program: an exit code and a line on stderr.
 *
 * <p>Only the exact line, alone, with the exit code that belongs to it, counts.
 */
final class ToolFailure {

  /** util-linux and busybox word it differently. */
  private static final Pattern NOT_EXECUTED =
      Pattern.compile("set(?:sid|priv): (?:failed to execute|can't execute) .*: ([^:\n]+)\n?");

  private static final Pattern NOT_SET =
      Pattern.compile(Pattern.quote(StartLine.CANNOT_LINE) + "([^\n]+)\n");

  private static final Pattern NOT_SWITCHED = Pattern.compile("setpriv: ([^\n]+)\n?");
  private static final Set<Integer> NOT_EXECUTED_CODES = Set.of(126, 127);
  private static final int NOT_SWITCHED_CODE = 1;

  private ToolFailure() {}

  /** Returns the reason why the program never ran; empty when it did run. */
  static Optional<String> reason(
      ProcessSpec spec, OptionalInt exitCode, String stdout, String stderr) {
    if (exitCode.isEmpty() || !stdout.isEmpty()) {
      return Optional.empty();
    }
    Matcher notSet = NOT_SET.matcher(stderr);
    if (exitCode.getAsInt() == StartLine.CANNOT && notSet.matches()) {
      return Optional.of("cannot set " + notSet.group(1) + ": the worker lacks the right");
    }
    Matcher notExecuted = NOT_EXECUTED.matcher(stderr);
    if (NOT_EXECUTED_CODES.contains(exitCode.getAsInt()) && notExecuted.matches()) {
      return Optional.of(CannotLaunch.explain(spec, notExecuted.group(1)));
    }
    Matcher notSwitched = NOT_SWITCHED.matcher(stderr);
    if (spec.user().isPresent()
        && exitCode.getAsInt() == NOT_SWITCHED_CODE
        && notSwitched.matches()) {
      return Optional.of("cannot run as user " + spec.user().get() + ": " + notSwitched.group(1));
    }
    return Optional.empty();
  }
}
