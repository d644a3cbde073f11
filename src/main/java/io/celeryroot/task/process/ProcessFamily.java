// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.spawn.Child;
import java.util.List;

/**
 * The processes of one run, recognised by the mark in their environment.
 *
 * @param marker {@code NAME=value}, of this run only
 */
record ProcessFamily(ProcessTable table, String marker) {

  private static final int MOST_NAMES = 3;

  /** Finds the tree of the child; asked before the end of the child has been noticed. */
  ProcessTree tree(Child child) {
    return ProcessTree.of(child, table, marker);
  }

  /** Returns the names of programs that run now, at most three; at least one word. */
  List<String> programs() {
    List<String> names =
        table.list().stream()
            .filter(entry -> !entry.isZombie() && table.hasInEnvironment(entry, marker))
            .flatMap(entry -> table.name(entry).stream())
            .distinct()
            .limit(MOST_NAMES)
            .toList();
    return names.isEmpty() ? List.of("a process") : names;
  }
}
