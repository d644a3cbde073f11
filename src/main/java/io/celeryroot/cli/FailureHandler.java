// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisFailureText;
import io.celeryroot.redis.QueueUnavailable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns the exception of a command into one message on stderr and an exit code. */
final class FailureHandler implements IExecutionExceptionHandler {

  private final Console console;

  FailureHandler(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult arguments) {
    console.out().flush();
    console.say(message(exception));
    if (console.options().debug) {
      exception.printStackTrace(console.err());
    }
    return exception instanceof CommandFailure refusal
        ? refusal.exitCode()
        : ExitCode.NOT_FOUND_OUT;
  }

  private static String message(Exception exception) {
    if (exception instanceof CommandFailure) {
      return exception.getMessage();
    }
    if (exception instanceof QueueUnavailable unavailable) {
      return RedisFailureText.of(unavailable);
    }
    return "cl: a defect of this program: " + exception + "\n    for the stack trace: add --debug";
  }
}
