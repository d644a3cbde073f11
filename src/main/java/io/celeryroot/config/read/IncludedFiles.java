// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.text.UnreadableValue;
import java.nio.file.Path;
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
   * Looks at the directory of a glob.
   *
   * @return a mark that differs when others are in it; empty text: it is none of the files here
   */
  default String mark(Path directory) {
    return ContentMark.NOTHING;
  }
}
