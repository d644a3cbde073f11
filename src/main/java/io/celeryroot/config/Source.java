// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

/**
 * The position of a value in a file.
 *
 * @param file name as the user gave it; {@code built-in} for parts of Celeryroot
 * @param line 1-based; 0 when the place is a whole file
 * @param column 1-based; 0 when the place is a whole file
 */
public record Source(String file, int line, int column) {

  /** Celeryroot itself: defaults and built-in tasks. */
  public static final Source BUILT_IN = new Source("built-in", 0, 0);

  public Source {
    requireNonNull(file, "file");
  }

  /**
   * Returns true for {@link #BUILT_IN}. Does not use {@code equals}, which the JVM makes when a
   * record is compared first: a hundredth of a start.
   */
  public boolean isBuiltIn() {
    return line == 0 && file.equals(BUILT_IN.file);
  }

  /** {@code cl.yaml:6:11}, or only the file name when there is no line. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
