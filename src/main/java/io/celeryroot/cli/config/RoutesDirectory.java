// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.FileFailure;
import io.celeryroot.routes.Origin;
import io.celeryroot.view.UnifiedDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory of generated files beside what it should hold.
 *
 * <p>Only files whose first line says that we generated them are ever removed; what else lies there
 * is the user's.
 *
 * @param directory need not exist
 * @param wanted texts by name
 * @param found texts of the generated files that are there, by name
 */
record RoutesDirectory(
    Path directory, SortedMap<String, String> wanted, SortedMap<String, String> found) {

  private static final String PROPERTIES = "application.properties";

  /** Looks at what is there; fails if a generated file has the name of one of the user's. */
  static RoutesDirectory compare(Path directory, SortedMap<String, String> wanted)
      throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    for (Path file : files(directory)) {
      String name = file.getFileName().toString();
      // Decoding that replaces bad bytes: such a file is simply different.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      if (Origin.isOf(text)) {
        found.put(name, text);
      } else if (wanted.containsKey(name)) {
        throw CommandFailure.no(
            "cl: %s: not a generated file, so it is not replaced; fix: rename or delete it", file);
      }
    }
    return new RoutesDirectory(directory, wanted, found);
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".camel.yaml") || file.endsWith(PROPERTIES))
          .sorted()
          .toList();
    }
  }

  /** Returns the wanted files that are not there or are different. */
  SortedMap<String, String> changed() {
    SortedMap<String, String> changed = new TreeMap<>(wanted);
    changed.entrySet().removeIf(file -> file.getValue().equals(found.get(file.getKey())));
    return changed;
  }

  /** Returns the names of generated files that are not wanted any more. */
  List<String> stale() {
    return found.keySet().stream().filter(name -> !wanted.containsKey(name)).toList();
  }

  int unchanged() {
    return wanted.size() - changed().size();
  }

  boolean isFresh() {
    return changed().isEmpty() && stale().isEmpty();
  }

  /**
   * Writes what is different and removes what is stale; each file is replaced in one step.
   *
   * @throws CommandFailure a file could not be written; those before it are
   */
  void write() {
    changed().forEach((name, text) -> replace(directory.resolve(name), text));
    for (String name : stale()) {
      Path file = directory.resolve(name);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw FileFailure.notWritten(file, e);
      }
    }
  }

  private void replace(Path file, String text) {
    Path next = directory.resolve("." + file.getFileName() + ".new");
    try {
      Files.createDirectories(directory);
      // What somebody may have put there, such as a link to another file, is not written to.
      Files.deleteIfExists(next);
      Files.writeString(next, text, StandardOpenOption.CREATE_NEW);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileFailure.halfWritten(next, e);
    }
  }

  /** Returns the unified diff from what is there to what should be. */
  String difference() {
    SortedMap<String, String> after = changed();
    stale().forEach(name -> after.put(name, ""));
    return after.entrySet().stream()
        .map(
            file ->
                UnifiedDiff.of(
                    directory.resolve(file.getKey()).toString(),
                    found.getOrDefault(file.getKey(), ""),
                    file.getValue()))
        .collect(Collectors.joining());
  }
}
