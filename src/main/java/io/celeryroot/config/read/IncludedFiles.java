// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.text.UnreadableValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the files that a cl.yaml includes. */
public interface IncludedFiles {

  /**
   * Reads files.
   *
   * @param pattern path relative to the file that includes; its last part may be a glob
   * @return text by name, in the order of the names; the name is that of messages
   * @throws UnreadableValue there is no such file, or it cannot be read
   */
  Map<String, String> find(String pattern);

  /**
   * Returns the files beside a file, one of them with another text.
   *
   * @param main the file that includes
   * @param file that is included
   * @param text in place of its own
   */
  static IncludedFiles beside(Path main, Path file, String text) {
    return pattern -> {
      Map<String, String> found = new LinkedHashMap<>();
      new FilesBeside(main.toString())
          .find(pattern)
          .forEach((name, own) -> found.put(name, isSame(Path.of(name), file) ? text : own));
      return found;
    };
  }

  /** Returns true if two paths lead to one file. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Looks at the directory of a glob.
   *
   * @return a mark that differs when others are in it; empty text: it is none of the files here
   */
  default String mark(Path directory) {
    return ContentMark.NOTHING;
  }
}
