// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs as a terminal does: an interrupt (SIGINT) ends them. A shell has programs behind
 * {@code &} ignore it, and what they start inherits that: the JVM of the tests too.
 */
public final class Foreground {

  private static final int SIGINT = 2;

  private Foreground() {}

  /** The command, by which the program does not ignore an interrupt; its pid is the program's. */
  public static List<String> command(String... program) {
    List<String> command = new ArrayList<>(List.of(program));
    if (isInterruptIgnored()) {
      command.addAll(0, List.of("env", "--default-signal=INT"));
    }
    return command;
  }

  private static boolean isInterruptIgnored() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(ignored -> (ignored >> (SIGINT - 1) & 1) == 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
