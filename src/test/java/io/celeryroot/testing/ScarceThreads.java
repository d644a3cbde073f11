// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.nio.file.Path;
import java.util.Map;

/**
 * The threads that a machine gives to a process that a test starts: as many as it wants at first.
 */
public final class ScarceThreads {

  private static final long MANY = -1;

  private final Preload preload;

  private ScarceThreads(Preload preload) {
    this.preload = preload;
  }

  /**
   * Enough threads; the test is skipped where there is no C compiler.
   *
   * @param directory for its files, one for each process
   */
  public static ScarceThreads in(Path directory) {
    return new ScarceThreads(Preload.compile(directory, "threads", "CL_THREADS_LEFT", MANY));
  }

  /** Gives {@code more} threads from now on, and then none. */
  public void leave(int more) {
    preload.set(more);
  }

  /** Returns the environment for the process. */
  public Map<String, String> environment() {
    return preload.environment();
  }
}
