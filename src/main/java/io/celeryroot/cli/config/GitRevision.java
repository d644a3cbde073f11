// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.config.Glob;
import io.celeryroot.config.read.IncludedFiles;
import io.celeryroot.text.UnreadableValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads files as they are at a git revision. Runs git without a shell. */
final class GitRevision {

  private GitRevision() {}

  /**
   * Reads a file.
   *
   * @param file in a work tree of git
   * @param revision such as {@code HEAD~1}; never an option of git
   * @return empty: no work tree, no such revision, or the file was not in it
   */
  static Optional<String> show(Path file, String revision) {
    if (revision.isEmpty() || revision.startsWith("-") || revision.contains(":")) {
      return Optional.empty();
    }
    return blob(file, revision, file.getFileName().toString());
  }

  /** Finds the files that a file included at a revision. */
  static IncludedFiles included(Path file, String revision) {
    return pattern -> {
      int slash = pattern.lastIndexOf('/') + 1;
      String directory = pattern.substring(0, slash);
      String listed = git(file, "ls-tree", "--name-only", revision, "./" + directory).orElse("");
      Map<String, String> texts = new LinkedHashMap<>();
      listed
          .lines()
          .filter(name -> name.lastIndexOf('/') + 1 == slash)
          .filter(name -> Glob.matches(directory, name.substring(0, slash)))
          .filter(name -> Glob.matchesFile(pattern.substring(slash), name.substring(slash)))
          .sorted()
          .forEach(name -> blob(file, revision, name).ifPresent(text -> texts.put(name, text)));
      if (texts.isEmpty() && !Glob.isGlob(pattern)) {
        throw new UnreadableValue("include", "no such file at " + revision, "");
      }
      return texts;
    };
  }

  private static Optional<String> blob(Path file, String revision, String name) {
    return git(file, "cat-file", "blob", revision + ":./" + name);
  }

  /** Runs git in the directory of a file; empty: it failed. */
  private static Optional<String> git(Path file, String... arguments) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = git.start();
      process.getOutputStream().close();
      String text;
      try (InputStream out = process.getInputStream()) {
        text = new String(out.readAllBytes(), UTF_8);
      }
      return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.notFoundOut("cl: interrupted while git runs").causedBy(e);
    }
  }
}
