// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import java.io.Serial;

/** A text that cannot be split into the tokens of Python. */
public final class PythonMistake extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int line;

  PythonMistake(int line, String message) {
    super(message);
    this.line = line;
  }

  /** Number of the line, from 1. */
  public int line() {
    return line;
  }
}
