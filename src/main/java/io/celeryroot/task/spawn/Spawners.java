// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.nio.charset.Charset;

/** Makes spawners. */
public final class Spawners {

  private Spawners() {}

  /**
   * Returns the quickest spawner that works on this machine.
   *
   * @param charset turns arguments, environment and file names into bytes
   */
  public static Spawner best(Charset charset) {
    return PosixSpawner.ifSupported(charset).orElseGet(Spawners::ofJdk);
  }

  /** Returns the one that works everywhere. */
  public static Spawner ofJdk() {
    return new JdkSpawner();
  }
}
