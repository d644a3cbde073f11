// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.text.Quote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Searches for a program as execvp(3) does. */
final class ProgramSearch {

  /** Directories of tools for a worker whose own {@code PATH} is missing or short. */
  static final String STANDARD_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final Pattern COLON = Pattern.compile(":");

  private final String path;
  private final Path directory;

  /**
   * @param path value of {@code PATH}; an empty entry is {@code directory}
   * @param directory where relative names start
   */
  ProgramSearch(String path, Path directory) {
    this.path = path;
    this.directory = directory.toAbsolutePath();
  }

  /** Finds the first executable file of that name. */
  Optional<Path> find(String program) {
    return places(program).stream()
        .filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
        .findFirst();
  }

  /** Explains an empty {@link #find}. */
  String whyNot(String program) {
    Optional<Path> there = places(program).stream().filter(Files::exists).findFirst();
    if (there.isPresent()) {
      return "not executable: "
          + there.get()
          + (Files.isDirectory(there.get()) ? " (a directory)" : "");
    }
    boolean isSearched = program.indexOf('/') < 0 && !program.isEmpty();
    if (program.strip().indexOf(' ') > 0) {
      return "no such program: "
          + Quote.of(program)
          + "; fix: write the program and each argument as an item of its own";
    }
    return "no such program: "
        + (program.isEmpty() ? "\"\"" : program)
        + (isSearched ? " (PATH=" + path + ")" : "");
  }

  private List<Path> places(String program) {
    if (program.isEmpty()) {
      return List.of();
    }
    if (program.indexOf('/') >= 0) {
      return List.of(directory.resolve(program));
    }
    Stream<String> entries = COLON.splitAsStream(path);
    return entries.map(entry -> directory.resolve(entry).resolve(program)).toList();
  }
}
