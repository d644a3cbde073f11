// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line whose program gets TERM or KILL when this JVM ends, however it ends. The program
 * keeps the process ID; it reads nothing. {@link Process#destroy} counts as the end of the JVM,
 * {@link ProcessHandle#destroy} sends TERM alone.
 */
public final class Lifeline {

  // The kernel closes the pipe to the standard input with the JVM. Java closes it when the program
  // ends, so that the watching shell ends with it, and never signals another process.
  private static final String WATCH =
      "exec 3<&0 </dev/null; (read -r _ <&3; kill -%s $$) >/dev/null 2>&1 & exec \"$@\" 3<&-";

  private Lifeline() {}

  /** For a program that has something to save. */
  public static List<String> ended(List<String> command) {
    return watched("TERM", command);
  }

  public static List<String> killed(List<String> command) {
    return watched("KILL", command);
  }

  private static List<String> watched(String signal, List<String> command) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", WATCH.formatted(signal), "sh"));
    line.addAll(command);
    return line;
  }
}
