// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** Finds the program of a Redis server. */
public final class ServerProgram {

  /** System property: a program to start whatever is on the PATH, as for tests of many servers. */
  static final String CHOSEN = "cl.redis.server";

  private ServerProgram() {}

  /** The server that {@link #CHOSEN} names, else the one of the PATH of this process. */
  public static String chosen() {
    String chosen = System.getProperty(CHOSEN);
    return chosen == null ? onPath(System.getenv("PATH")) : chosen;
  }

  /** The first server on a PATH, else the one that comes with us. */
  static String onPath(String path) {
    return find("redis-server", path)
        .or(() -> find("valkey-server", path))
        .orElseGet(ServerProgram::bundled);
  }

  /** The first program of this name on a PATH. */
  public static Optional<String> find(String name, String path) {
    return Arrays.stream(String.valueOf(path).split(File.pathSeparator, -1))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .filter(File::isFile)
        .map(File::getAbsolutePath)
        .findFirst();
  }

  static String bundled() {
    try {
      return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
    } catch (IOException e) {
      throw new EmbeddedRedisFailed("the bundled redis-server", String.valueOf(e.getMessage()), e);
    }
  }
}
