// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the build made, as users get it. */
public final class Distribution {

  private Distribution() {}

  /**
   * The absolute path of the launcher.
   *
   * @throws IllegalStateException there is no build
   */
  public static Path cl() {
    return directory().resolve("bin/cl");
  }

  /**
   * The absolute path of the unpacked distribution.
   *
   * @throws IllegalStateException there is no build
   */
  public static Path directory() {
    try (Stream<Path> built = Files.list(Path.of("target").toAbsolutePath())) {
      return built
          .filter(directory -> Files.isExecutable(directory.resolve("bin/cl")))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no build; fix: ./cl --version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
