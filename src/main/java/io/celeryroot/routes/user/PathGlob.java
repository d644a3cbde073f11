// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Globs over paths, as {@link java.nio.file.FileSystem#getPathMatcher} has them. */
final class PathGlob {

  private static final String PATTERN = "[*?\\[{\\\\]";

  private PathGlob() {}

  static boolean isGlob(String text) {
    return !text.equals(text.split(PATTERN, 2)[0]);
  }

  private static boolean namesHidden(String pattern) {
    return ("/" + pattern).contains("/.");
  }

  private static boolean isHidden(Path path) {
    return ("/" + path).contains("/.");
  }

  /**
   * Finds the files that match a path or a glob. As in a shell, a glob finds hidden files only if
   * it has the dot with which they begin.
   *
   * @param directory where it starts, unless it is absolute
   * @return normalized paths; empty when there is no such file
   * @throws PatternSyntaxException not a glob
   */
  static List<Path> find(Path directory, String glob) throws IOException {
    String plain = glob.split(PATTERN, 2)[0];
    int split = plain.lastIndexOf('/') + 1;
    String pattern = glob.substring(split);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    Path start = directory.resolve(glob.substring(0, split));
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    int depth = pattern.contains("**") ? Integer.MAX_VALUE : pattern.split("/", -1).length;
    try (Stream<Path> files = Files.walk(start, depth, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> matcher.matches(start.relativize(file)))
          .filter(file -> namesHidden(pattern) || !isHidden(start.relativize(file)))
          .map(Path::normalize)
          .toList();
    }
  }
}
