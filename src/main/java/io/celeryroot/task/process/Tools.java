// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Programs of util-linux that start other programs.
 *
 * @param setsid starts a program in a session of its own
 * @param setpriv starts a program as another user
 */
record Tools(Optional<Path> setsid, Optional<Path> setpriv) {

  static Tools find(String path) {
    ProgramSearch search =
        new ProgramSearch(path + ":" + ProgramSearch.STANDARD_PATH, Path.of("/"));
    return new Tools(search.find("setsid"), search.find("setpriv"));
  }
}
