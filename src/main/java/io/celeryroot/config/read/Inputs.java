// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Glob;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers what a reading has looked at beside the main file, so that a service knows when to read
 * again. Confined to one reading.
 */
final class Inputs implements IncludedFiles {

  private final Path main;
  private final IncludedFiles files;
  private final Set<Path> paths = new TreeSet<>();

  /**
   * @param main name of the main file
   * @param files finds the others
   */
  Inputs(String main, IncludedFiles files) {
    this.main = Path.of(main).toAbsolutePath();
    this.files = files;
  }

  @Override
  public Map<String, String> find(String pattern) {
    add(pattern);
    Map<String, String> found = files.find(pattern);
    found.keySet().forEach(name -> paths.add(Path.of(name).toAbsolutePath()));
    return found;
  }

  private void add(String pattern) {
    try {
      Path path = main.resolveSibling(pattern);
      paths.add(Glob.isGlob(FilesBeside.name(path)) ? path.getParent() : path);
    } catch (InvalidPathException e) {
      // Nothing can be there, which the reading reports.
    }
  }

  /** The files, also those that are not there, and the directories of globs. */
  Set<Path> paths() {
    return paths;
  }
}
