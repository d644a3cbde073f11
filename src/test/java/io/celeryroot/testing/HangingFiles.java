// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.nio.file.Path;
import java.util.Map;

/**
 * A file system whose server is away, for a process that a test starts: paths with a directory
 * {@code hang} in them.
 */
public final class HangingFiles {

  private HangingFiles() {}

  /**
   * The environment for the process; the test is skipped where there is no C compiler.
   *
   * @param directory for its files
   */
  public static Map<String, String> in(Path directory) {
    return Preload.compile(directory, "hang", "CL_UNUSED", 0).environment();
  }
}
