// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Glob;
import io.celeryroot.text.UnreadableValue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Included files on disk, beside the file that includes them. */
record FilesBeside(String main) implements IncludedFiles {

  static final String RULE = "include";

  private static final int MOST_FILES = 1000;
  private static final long MAX_BYTES = 3 << 20;

  @Override
  public Map<String, String> find(String pattern) {
    try {
      Map<String, String> texts = new LinkedHashMap<>();
      for (Path file : files(Path.of(main).resolveSibling(pattern))) {
        texts.put(file.toString(), read(file));
      }
      return texts;
    } catch (InvalidPathException e) {
      throw new UnreadableValue(RULE, "not a path", "write a file such as conf.d/web.yaml");
    }
  }

  @Override
  public String mark(Path directory) {
    return ContentMark.of(directory);
  }

  private static List<Path> files(Path path) {
    if (!Glob.isGlob(name(path))) {
      if (!Files.isRegularFile(path)) {
        throw new UnreadableValue(
            RULE, "no such file", "write the file, relative to the directory of this one");
      }
      return List.of(path);
    }
    Path directory = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (Glob.matchesFile(name(path), name) && isFile(file)) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw new UnreadableValue(RULE, "the directory cannot be read", "check its mode");
    }
    if (names.size() > MOST_FILES) {
      throw new UnreadableValue(RULE, "more than " + MOST_FILES + " files", "write larger files");
    }
    return names.stream().map(path::resolveSibling).toList();
  }

  private static boolean isFile(Path file) {
    if (Files.isSymbolicLink(file) && Files.notExists(file)) {
      throw new UnreadableValue(
          RULE, "a link to a file that is not there: " + file.getFileName(), "delete the link");
    }
    return Files.isRegularFile(file);
  }

  /** Last part of a path; empty: it is the root. */
  static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnreadableValue(RULE, "a file larger than 3 MB", "keep data out of cl.yaml");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UnreadableValue(
          RULE, "a file that is not UTF-8: " + file.getFileName(), "save it as UTF-8");
    } catch (IOException e) {
      throw new UnreadableValue(
          RULE,
          "a file that " + ConfigUnreadable.reason(e) + ": " + file.getFileName(),
          "make it a file that this user may read");
    }
  }
}
