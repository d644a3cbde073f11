// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import java.util.List;

/** Runs commands of {@code cl}, which are the only way to change something. */
public interface Operations {

  /** For a process that can run none. */
  Operations NONE = (who, from, words) -> new Done(3, "", "cl: this process runs no commands\n");

  /**
   * The words of a command that was run.
   *
   * @param exitCode 0: done
   * @param out answer
   * @param err talk
   */
  record Done(int exitCode, String out, String err) {

    public boolean isDone() {
      return exitCode == 0;
    }

    /** All that it said. */
    public String text() {
      return (err + out).strip();
    }
  }

  /**
   * Runs a command.
   *
   * @param who user, for the audit log
   * @param from address of the user, for the audit log
   * @param words after {@code cl}
   */
  Done run(String who, String from, List<String> words);
}
