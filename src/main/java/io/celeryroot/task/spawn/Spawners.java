// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.nio.charset.Charset;
import java.util.OptionalLong;

/** Makes spawners. */
public final class Spawners {

  /** Soft limit of open files with which the worker was started, as its start script says. */
  private static final String NOFILE = "cl.nofile";

  private Spawners() {}

  /**
   * Returns the quickest spawner that works on this machine.
   *
   * @param charset turns arguments, environment and file names into bytes
   */
  public static Spawner best(Charset charset) {
    return PosixSpawner.ifSupported(charset, given()).orElseGet(Spawners::ofJdk);
  }

  /** Returns the one that works everywhere. */
  public static Spawner ofJdk() {
    return new JdkSpawner(given());
  }

  private static OptionalLong given() {
    Long files = Long.getLong(NOFILE);
    return files == null ? OptionalLong.empty() : OptionalLong.of(files);
  }
}
