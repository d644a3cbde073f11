// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.io.Serial;
import java.util.Locale;

/**
 * Ends a command with an exit code and a message for stderr; not a defect of the program.
 *
 * <p>A message is a format with its values, or a text when there are no values.
 */
public final class CommandFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String format, Object... values) {
    super(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    this.exitCode = exitCode;
  }

  /** The answer is no. */
  public static CommandFailure no(String format, Object... values) {
    return new CommandFailure(ExitCode.NO, format, values);
  }

  /** The command line asks for something that cannot be. */
  public static CommandFailure wrongCommandLine(String format, Object... values) {
    return new CommandFailure(ExitCode.WRONG_COMMAND_LINE, format, values);
  }

  /** Ends the command if the command line is wrong. */
  public static void refuseIf(boolean isWrong, String format, Object... values) {
    if (isWrong) {
      throw wrongCommandLine(format, values);
    }
  }

  /** The answer could not be found out. */
  public static CommandFailure notFoundOut(String format, Object... values) {
    return new CommandFailure(ExitCode.NOT_FOUND_OUT, format, values);
  }

  /** The thing asked for does not exist. */
  public static CommandFailure noSuchThing(String format, Object... values) {
    return new CommandFailure(ExitCode.NO_SUCH_THING, format, values);
  }

  /** Adds the cause, which {@code --debug} shows. */
  public CommandFailure causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }

  public int exitCode() {
    return exitCode;
  }
}
