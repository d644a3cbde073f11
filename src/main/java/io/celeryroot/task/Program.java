// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of one attempt with its arguments, never a line for a shell.
 *
 * @param argv the program first
 * @param environment added to the worker's own
 */
public record Program(List<String> argv, Map<String, String> environment) {

  public Program {
    argv = List.copyOf(argv);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** Names the program only: arguments and environment may hold secrets. */
  @Override
  public String toString() {
    return "Program[" + argv.get(0) + "]";
  }
}
