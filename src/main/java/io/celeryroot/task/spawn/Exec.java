// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program to execute.
 *
 * @param file the program; absolute
 * @param arguments its arguments, the first being its own name for itself
 * @param environment its whole environment
 * @param directory where it starts
 * @param isSessionLeader true if it starts in a session of its own
 */
public record Exec(
    Path file,
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    boolean isSessionLeader) {

  private static final String SHELL = "/bin/sh";

  /** Copies the collections. */
  public Exec {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * Returns the command for a file that is executable and in no format which the kernel knows: a
   * script without {@code #!}. See execvp(3), ENOEXEC.
   */
  Exec throughShell() {
    List<String> line =
        Stream.concat(Stream.of(SHELL, file.toString()), arguments.stream().skip(1)).toList();
    return new Exec(Path.of(SHELL), line, environment, directory, isSessionLeader);
  }
}
