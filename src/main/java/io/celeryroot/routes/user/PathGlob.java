// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * A glob over paths, as {@link java.nio.file.FileSystem#getPathMatcher} has them.
 *
 * @param start the directories before the first that is a pattern; empty: none
 * @param pattern the rest
 * @param depth directories below {@code start} to look into
 */
record PathGlob(Path start, String pattern, int depth) {

  /**
   * @throws java.util.regex.PatternSyntaxException no glob
   */
  static PathGlob of(String glob) {
    String[] names = glob.split("/", -1);
    int plain = 0;
    while (plain < names.length - 1 && !isGlob(names[plain])) {
      plain++;
    }
    String start = String.join("/", List.of(names).subList(0, plain));
    String pattern = String.join("/", List.of(names).subList(plain, names.length));
    FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return new PathGlob(
        Path.of(glob.startsWith("/") ? "/" + start : start),
        pattern,
        pattern.contains("**") ? Integer.MAX_VALUE : names.length - plain);
  }

  static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  /** The files that match, from {@code directory} on. */
  List<Path> in(Path directory) throws IOException {
    Path from = directory.resolve(start);
    if (!isGlob(pattern)) {
      return Files.isRegularFile(from.resolve(pattern))
          ? List.of(start.resolve(pattern).normalize())
          : List.of();
    }
    if (!Files.isDirectory(from)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> files = Files.walk(from, depth, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(Files::isRegularFile)
          .map(from::relativize)
          .filter(matcher::matches)
          .map(start::resolve)
          .map(Path::normalize)
          .toList();
    }
  }
}
