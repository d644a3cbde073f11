// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.io.Serial;

/** Ends a command with an exit code and a message for stderr; not a defect of the program. */
public final class CommandFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The answer is no. */
  public static CommandFailure no(String message) {
    return new CommandFailure(ExitCode.NO, message, null);
  }

  /** The answer is no; {@code --debug} tells the cause. */
  public static CommandFailure no(String message, Throwable cause) {
    return new CommandFailure(ExitCode.NO, message, cause);
  }

  /** The command line asks for something that cannot be. */
  public static CommandFailure wrongCommandLine(String message) {
    return new CommandFailure(ExitCode.WRONG_COMMAND_LINE, message, null);
  }

  /** The answer could not be found out. */
  public static CommandFailure notFoundOut(String message, Throwable cause) {
    return new CommandFailure(ExitCode.NOT_FOUND_OUT, message, cause);
  }

  /** The thing asked for does not exist. */
  public static CommandFailure noSuchThing(String message) {
    return new CommandFailure(ExitCode.NO_SUCH_THING, message, null);
  }

  public int exitCode() {
    return exitCode;
  }
}
