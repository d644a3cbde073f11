// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.cli.console.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
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
    Path path = file.toAbsolutePath().normalize();
    String object = revision + ":./" + path.getFileName();
    ProcessBuilder git =
        new ProcessBuilder(
                List.of("git", "-C", path.getParent().toString(), "cat-file", "blob", object))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
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
