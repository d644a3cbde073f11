// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import java.io.Serial;

/** Ends a command with an exit code and a message for stderr; not a defect of the program. */
final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private Refusal(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The answer is no. */
  static Refusal no(String message) {
    return new Refusal(ExitCode.NO, message, null);
  }

  /** The answer is no; {@code --debug} tells the cause. */
  static Refusal no(String message, Throwable cause) {
    return new Refusal(ExitCode.NO, message, cause);
  }

  /** The command line asks for something that cannot be. */
  static Refusal wrongCommandLine(String message) {
    return new Refusal(ExitCode.WRONG_COMMAND_LINE, message, null);
  }

  /** The answer could not be found out. */
  static Refusal notFoundOut(String message, Throwable cause) {
    return new Refusal(ExitCode.NOT_FOUND_OUT, message, cause);
  }

  /** What was asked for does not exist. */
  static Refusal noSuchThing(String message) {
    return new Refusal(ExitCode.NO_SUCH_THING, message, null);
  }

  int exitCode() {
    return exitCode;
  }
}
