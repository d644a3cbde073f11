// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.config.read.IncludedFiles;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks a text that shall take the place of a file: as that file, or as a part of the one that
 * includes it.
 *
 * @param named path as the user gave it
 * @param including file that includes it, of those that {@code cl} finds by itself; empty: none
 */
record EditedText(Console console, Path named, Optional<Path> including) {

  /** Rule of the reader: a file has not what each must have. */
  private static final String MISSING = "missing-key";

  /**
   * Looks for the file that includes one: in {@code $CL_CONFIG} or {@code ./cl.yaml}, in {@code
   * cl.yaml} of its directory, and of that above.
   *
   * @param file a file that exists, by its real path
   */
  static EditedText of(Console console, Path named, Path file) {
    Optional<Path> including =
        Stream.concat(
                Stream.of(ConfigLoader.unnamedPath(console)),
                Stream.iterate(file.getParent(), above -> above != null, Path::getParent)
                    .limit(2)
                    .map(directory -> directory.resolve(ConfigLoader.DEFAULT_NAME)))
            .filter(candidate -> Files.isRegularFile(candidate))
            .filter(candidate -> !IncludedFiles.isSame(candidate, file))
            .filter(candidate -> includes(console, candidate, file))
            .findFirst();
    return new EditedText(console, named, including);
  }

  private static boolean includes(Console console, Path candidate, Path file) {
    try {
      return ConfigReader.read(candidate, console.env(), environment(console))
          .included()
          .keySet()
          .stream()
          .anyMatch(name -> IncludedFiles.isSame(Path.of(name), file));
    } catch (ConfigUnreadable e) {
      return false;
    }
  }

  private static Optional<String> environment(Console console) {
    return Optional.ofNullable(console.options().environment);
  }

  /** Reads a text in place of the file. */
  ReadResult read(String text) throws IOException {
    if (including.isEmpty()) {
      return ConfigReader.read(named.toString(), text, console.env(), environment(console));
    }
    Path main = including.get();
    return ConfigReader.read(
        main.toString(),
        Files.readString(main),
        console.env(),
        environment(console),
        IncludedFiles.beside(main, named, text));
  }

  /** Returns the mistakes for people, with a hint where the file may be a part of another. */
  String problems(ReadResult result) {
    boolean mayBePart =
        including.isEmpty()
            && result.problems().stream()
                .anyMatch(problem -> problem.path().isEmpty() && problem.rule().equals(MISSING));
    return ConfigLoader.problems(result)
        + (mayBePart
            ? "\ncl: %1$s was checked alone; if a file includes it: CL_CONFIG=FILE cl config edit -c %1$s"
                .formatted(named)
            : "");
  }

  /** Returns what was found valid, for people. */
  String valid() {
    return including.map(main -> "valid as a part of " + main).orElse("valid");
  }
}
