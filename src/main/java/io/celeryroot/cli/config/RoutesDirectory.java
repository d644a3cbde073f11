// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.config.RouteGlob;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory of generated files beside what it should hold.
 *
 * <p>Only files whose first line says that we generated them are ever removed; what else lies there
 * is the user's.
 *
 * @param directory need not exist
 * @param changed wanted files that are not there or are different
 * @param before text of those of them that are there
 * @param stale names of generated files that are not wanted any more
 * @param unchanged number of wanted files that are as they should be
 */
record RoutesDirectory(
    Path directory,
    SortedMap<String, String> changed,
    Map<String, String> before,
    List<String> stale,
    int unchanged) {

  /**
   * Looks at what is there.
   *
   * @throws CommandFailure the name of a generated file is taken by one of the user's
   */
  static RoutesDirectory compare(Path directory, SortedMap<String, String> wanted)
      throws IOException {
    SortedMap<String, String> changed = new TreeMap<>();
    Map<String, String> before = new TreeMap<>();
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      Optional<String> there = text(directory.resolve(file.getKey()));
      if (there.isPresent() && !isGenerated(directory.resolve(file.getKey()))) {
        throw CommandFailure.no(
            "cl: %s: not a generated file, so it is not replaced; fix: rename or delete it"
                .formatted(directory.resolve(file.getKey())));
      }
      if (!there.equals(Optional.of(file.getValue()))) {
        changed.put(file.getKey(), file.getValue());
        there.ifPresent(text -> before.put(file.getKey(), text));
      }
    }
    List<String> stale = new ArrayList<>();
    for (String name : names(directory)) {
      if (!wanted.containsKey(name) && isGenerated(directory.resolve(name))) {
        stale.add(name);
        before.put(name, text(directory.resolve(name)).orElse(""));
      }
    }
    return new RoutesDirectory(directory, changed, before, stale, wanted.size() - changed.size());
  }

  boolean isFresh() {
    return changed.isEmpty() && stale.isEmpty();
  }

  /** Writes what is different and removes what is stale; each file is replaced in one step. */
  void write() throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, String> file : changed.entrySet()) {
      Path next = directory.resolve("." + file.getKey() + ".new");
      Files.writeString(next, file.getValue());
      Files.move(
          next,
          directory.resolve(file.getKey()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    for (String name : stale) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  /** Unified diff from what is there to what should be. */
  String difference() {
    StringBuilder difference = new StringBuilder();
    SortedMap<String, String> all = new TreeMap<>(changed);
    stale.forEach(name -> all.put(name, ""));
    all.forEach(
        (name, after) ->
            difference.append(
                UnifiedDiff.of(
                    directory.resolve(name).toString(), before.getOrDefault(name, ""), after)));
    return difference.toString();
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".camel.yaml") || name.equals("application.properties"))
          .sorted()
          .toList();
    }
  }

  private static boolean isGenerated(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String first = reader.readLine();
      return first != null && first.contains(RouteGlob.GENERATED_MARK);
    } catch (MalformedInputException e) {
      return false;
    }
  }

  private static Optional<String> text(Path file) throws IOException {
    // Decoding that replaces bad bytes: such a file is simply different.
    return Files.isRegularFile(file)
        ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
