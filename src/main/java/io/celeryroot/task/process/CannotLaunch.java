// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program was not executed. The message is the reason, for a human reader; nothing was left
 * running.
 */
final class CannotLaunch extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final Pattern SYSTEM_ERROR = Pattern.compile("(?s).*error=\\d+, (.*)");

  CannotLaunch(String reason) {
    super(reason);
  }

  CannotLaunch(String what, IOException cause) {
    super(what + ": " + systemError(cause), cause);
  }

  /** Message of the system, without the command line that the JDK puts in front of it. */
  private static String systemError(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    Matcher matcher = SYSTEM_ERROR.matcher(message);
    return matcher.matches() ? matcher.group(1) : message;
  }
}
