// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * This JVM's own limit of open files, which the programs that it starts inherit. Java raises it as
 * far as it may. This takes that back while the JVM needs few files, because then programs inherit
 * what they would have under cron. When the JVM comes near the limit, it is raised again, and
 * programs have to set it themselves. Thread-safe.
 */
final class OpenFiles {

  /** Free descriptors below which the limit is raised: for all that opens some meanwhile. */
  private static final long MARGIN = 256;

  /** Descriptors that no program may hold: for Redis, {@code /proc} and files of the worker. */
  private static final long RESERVE = 16;

  /** See getrlimit(2). */
  private static final long UNLIMITED = -1;

  private final OptionalLong given;
  private final long[] raised = new long[2];
  private boolean isLow;
  private volatile long highest;

  /**
   * @param given soft limit to start programs with; empty: whatever this JVM has
   */
  OpenFiles(OptionalLong given) {
    this.given = given;
    LibC.getrlimit(LibC.RLIMIT_NOFILE, raised);
    if (given.isPresent() && given.getAsLong() < raised[0] && given.getAsLong() > 2 * MARGIN) {
      set(given.getAsLong());
      isLow = true;
    }
  }

  /**
   * Notes a descriptor that was just opened for a program: the system gives the lowest that is
   * free.
   *
   * @throws IOException it is one of the last few, which programs do not get
   */
  void seen(int descriptor) throws IOException {
    highest = Math.max(highest, descriptor);
    if (raised[0] != UNLIMITED && descriptor >= raised[0] - RESERVE) {
      throw LibC.refusal(LibC.EMFILE);
    }
  }

  /** Returns the limit that a program must set for itself; empty when it inherits it. */
  synchronized OptionalLong toSet() {
    if (isLow && highest > given.getAsLong() - MARGIN) {
      set(raised[0]);
      isLow = false;
    }
    boolean isInherited = isLow || given.isEmpty() || given.getAsLong() >= raised[0];
    return isInherited ? OptionalLong.empty() : given;
  }

  private void set(long soft) {
    LibC.setrlimit(LibC.RLIMIT_NOFILE, new long[] {soft, raised[1]});
  }
}
