// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.redis.QueueUnavailable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into one message on stderr and an exit code. */
final class Failures implements IExecutionExceptionHandler {

  private static final String UNREACHABLE = "; fix: start it, or check redis.url in cl.yaml";

  private final Session session;

  Failures(Session session) {
    this.session = session;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult arguments) {
    session.out().flush();
    session.say(message(exception));
    if (session.options().debug) {
      exception.printStackTrace(session.err());
    }
    return exception instanceof Refusal refusal ? refusal.exitCode() : ExitCode.NOT_FOUND_OUT;
  }

  private static String message(Exception exception) {
    if (exception instanceof Refusal) {
      return exception.getMessage();
    }
    if (exception instanceof QueueUnavailable unavailable) {
      return message(unavailable);
    }
    return "cl: a defect of this program: " + exception + "\n    the whole story: add --debug";
  }

  /** What failed, where and why, with the fix. */
  static String message(QueueUnavailable failure) {
    String fix =
        failure.isUnreachable()
            ? UNREACHABLE + (isOneServer(failure) ? "; on one machine: cl up" : "")
            : failure.fix().map(text -> "; fix: " + text).orElse("");
    return "cl: " + firstLine(failure) + fix;
  }

  /** Sentinels and clusters are never on one machine only. */
  private static boolean isOneServer(QueueUnavailable failure) {
    String line = firstLine(failure);
    return !line.contains("+sentinel://") && !line.contains("+cluster://");
  }

  /** What failed, where and why. */
  static String firstLine(QueueUnavailable failure) {
    return failure.getMessage().lines().findFirst().orElse("Redis does not answer");
  }
}
