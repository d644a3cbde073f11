// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.routes.user.RouteFiles;
import io.celeryroot.routes.user.RouteFilesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The user's routes at one time.
 *
 * @param texts text of each file; empty where it cannot be read
 */
public record RouteTexts(Map<Path, String> texts) {

  public RouteTexts {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** The user has none. */
  public static final RouteTexts NONE = new RouteTexts(Map.of());

  /** Reads the files that a cl.yaml names, also those with mistakes. */
  public static RouteTexts of(ClConfig config) {
    return of(RouteFilesReader.read(config));
  }

  /**
   * Reads those that can be loaded.
   *
   * @throws IllegalArgumentException they have mistakes
   */
  public static RouteTexts valid(ClConfig config) {
    RouteFiles found = RouteFilesReader.read(config);
    if (!found.problems().isEmpty()) {
      throw new IllegalArgumentException(
          found.problems().stream().map(Problem::message).collect(Collectors.joining("\n")));
    }
    return of(found);
  }

  private static RouteTexts of(RouteFiles files) {
    Map<Path, String> texts = new TreeMap<>();
    files.files().forEach(file -> texts.put(file, text(file)));
    return new RouteTexts(texts);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** Names the files that came, went or changed, for a log line; empty: none. */
  public String changesSince(RouteTexts before) {
    Set<Path> all = new TreeSet<>(texts.keySet());
    all.addAll(before.texts.keySet());
    String changed =
        all.stream()
            .filter(file -> !Objects.equals(texts.get(file), before.texts.get(file)))
            .map(file -> String.valueOf(file.getFileName()))
            .collect(Collectors.joining(", "));
    return changed.isEmpty() ? "" : " routes: " + changed;
  }
}
