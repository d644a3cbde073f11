// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads cl.yaml: all mistakes at once, or a configuration. */
public final class ConfigReader {

  private ConfigReader() {}

  /**
   * Reads a file.
   *
   * @param file in UTF-8, at most 3 MB
   * @param env environment variables for {@code ${NAME}}
   * @param environment the variant of the file, by its name in the file
   * @return the configuration, or what is wrong with the file's content
   * @throws ConfigUnreadable the file is not there or cannot be read
   */
  public static ReadResult read(Path file, Map<String, String> env, Optional<String> environment) {
    try {
      return ConfigFile.read(file.toString(), bytes(file), env, environment);
    } catch (IOException e) {
      throw new ConfigUnreadable(file, e);
    }
  }

  /**
   * Reads a text as if it were a file.
   *
   * @param fileName for messages
   * @param text content of the file
   * @param env environment variables for {@code ${NAME}}
   * @param environment the variant of the file, by its name in the file
   * @return the configuration, or what is wrong with the text
   */
  public static ReadResult read(
      String fileName, String text, Map<String, String> env, Optional<String> environment) {
    return ConfigFile.read(fileName, text, env, environment);
  }

  /**
   * Looks for the user's own routes and at the ids in them. Reads nothing when the file has no
   * {@code routes}.
   *
   * @param config whose file says where the globs start; each file is in UTF-8, at most 3 MB
   * @return the files, or what is wrong with them
   */
  public static RouteFiles routeFiles(ClConfig config) {
    return new RouteFilesReader(config).read();
  }

  private static byte[] bytes(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(ConfigFile.MAX_BYTES + 1);
    }
  }
}
