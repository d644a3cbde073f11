// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Glob;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers what a reading has looked at, so that a service knows when to read again. Confined to
 * one reading.
 */
final class Inputs implements IncludedFiles {

  private final Path main;
  private final IncludedFiles files;
  private final Map<Path, String> marks = new TreeMap<>();

  Inputs(String main, String content, IncludedFiles files) {
    this.main = Path.of(main).toAbsolutePath();
    this.files = files;
    marks.put(this.main, ContentMark.of(content));
  }

  @Override
  public Map<String, String> find(String pattern) {
    add(pattern);
    Map<String, String> found = files.find(pattern);
    found.forEach((name, text) -> marks.put(Path.of(name).toAbsolutePath(), ContentMark.of(text)));
    return found;
  }

  /** A directory is marked before its files are read, a file when it has been found. */
  private void add(String pattern) {
    try {
      Path path = main.resolveSibling(pattern);
      if (Glob.isGlob(FilesBeside.name(path))) {
        marks.computeIfAbsent(path.getParent(), files::mark);
      } else {
        marks.putIfAbsent(path, ContentMark.NOTHING);
      }
    } catch (InvalidPathException e) {
      // Nothing can be there, which the reading reports.
    }
  }

  /** The files, also those that are not there, and the directories of globs. */
  Map<Path, String> marks() {
    return marks;
  }
}
