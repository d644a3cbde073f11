// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.io.IOException;

/**
 * A program was not executed. The message is the reason, for a human reader; nothing was left
 * running.
 */
final class CannotLaunch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotLaunch(String reason) {
    super(reason);
  }

  CannotLaunch(String what, IOException cause) {
    super(what + ": " + explain(cause.getMessage()), cause);
  }

  /** Explains an error of the system about a file that was found before. */
  static String explain(String systemError) {
    return systemError.equals("No such file or directory")
        ? "the interpreter named in its first line does not exist"
        : systemError;
  }
}
