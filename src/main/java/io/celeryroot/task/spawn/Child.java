// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.util.OptionalInt;

/**
 * A process that was started, and the reading ends of its output pipes. Confined to the thread that
 * started it. No call blocks on a pipe: a daemon that holds one delays nothing.
 */
public interface Child {

  /** Capacity of a pipe by default, see pipe(7). */
  int PIPE_BYTES = 64 << 10;

  /** Returns the process id, which is also that of its session if the spawner makes sessions. */
  long pid();

  /** Returns false when the process has ended; what it started may run on. */
  boolean isRunning();

  /**
   * Waits until the process ends or writes, at most {@code nanos}; may return earlier.
   *
   * @throws InterruptedException the thread was interrupted
   */
  void await(long nanos) throws InterruptedException;

  /** Reads at most {@link #PIPE_BYTES} of each pipe; returns false if both were empty. */
  boolean drain(OutputSink sink);

  /**
   * Reads what is in the pipes at this moment, and nothing that is written later. Then closes them,
   * even if another process holds them.
   */
  void drainAndClose(OutputSink sink);

  /**
   * Returns the exit code, or 128+n if signal n killed the process; empty while it runs. Waits up
   * to a second for an end that other means already show.
   */
  OptionalInt exitCode();
}
