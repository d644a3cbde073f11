// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.config.read.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks a text that shall take the place of a file: as that file, or as a part of the one that
 * includes it.
 *
 * @param named path as the user gave it
 * @param place where it is included, by a file that {@code cl} finds by itself; empty: nowhere
 */
record EditedText(Console console, Path named, Optional<Place> place) {

  /** Rule of the reader: a file has not what each must have. */
  private static final String MISSING = "missing-key";

  /** A file, and its name for one that it includes. */
  private record Place(Path main, String name) {}

  /**
   * Looks for the file that includes one: in {@code $CL_CONFIG} or {@code ./cl.yaml}, in {@code
   * cl.yaml} of its directory, and of that above.
   *
   * @param file a file that exists, by its real path
   */
  static EditedText of(Console console, Path named, Path file) {
    Optional<Place> place =
        Stream.concat(
                Stream.of(ConfigLoader.unnamedPath(console)),
                Stream.iterate(file.getParent(), above -> above != null, Path::getParent)
                    .limit(2)
                    .map(directory -> directory.resolve(ConfigLoader.DEFAULT_NAME)))
            .filter(main -> Files.isRegularFile(main) && !isSame(main, file))
            .flatMap(main -> place(console, main, file).stream())
            .findFirst();
    return new EditedText(console, named, place);
  }

  private static Optional<Place> place(Console console, Path main, Path file) {
    try {
      return ConfigReader.read(main, console.env(), environment(console))
          .included()
          .keySet()
          .stream()
          .filter(name -> isSame(Path.of(name), file))
          .map(name -> new Place(main, name))
          .findFirst();
    } catch (ConfigUnreadable e) {
      return Optional.empty();
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> environment(Console console) {
    return Optional.ofNullable(console.options().environment);
  }

  ReadResult read(String text) {
    return place
        .map(
            found ->
                ConfigReader.readWith(
                    found.main(), found.name(), text, console.env(), environment(console)))
        .orElseGet(
            () -> ConfigReader.read(named.toString(), text, console.env(), environment(console)));
  }

  /** Returns the mistakes for people, with a hint where the file may be a part of another. */
  String problems(ReadResult result) {
    boolean mayBePart =
        place.isEmpty()
            && result.problems().stream()
                .anyMatch(problem -> problem.path().isEmpty() && problem.rule().equals(MISSING));
    return ConfigLoader.problems(result)
        + (mayBePart
            ? "\ncl: %1$s was checked alone; if a file includes it: CL_CONFIG=FILE cl config edit -c %1$s"
                .formatted(named)
            : "");
  }

  /** Lists the mistakes of the other files that are read with this one. */
  List<Problem> elsewhere(ReadResult result) {
    String name = place.map(Place::name).orElseGet(named::toString);
    return result.problems().stream()
        .filter(problem -> !problem.source().file().equals(name))
        .toList();
  }

  /** Returns what is said of a text that may take the place of the file. */
  String verdict(ReadResult result) {
    if (!result.problems().isEmpty()) {
      return "without mistakes, those in other files are as before,";
    }
    return place.map(found -> "valid as a part of " + found.main()).orElse("valid");
  }
}
