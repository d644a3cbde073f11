// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.util.OptionalInt;

/**
 * A process that was started, and the reading ends of its output pipes. Confined to the thread that
 * the spawner hands it to. No call blocks on a pipe: a daemon that holds one delays nothing.
 */
public interface Child {

  /** Capacity of a pipe by default, see pipe(7). */
  int PIPE_BYTES = 64 << 10;

  /** Returns the process id, which is also that of its session if the spawner makes sessions. */
  long pid();

  /** Returns false when the process has ended; what it started may run on. */
  boolean isRunning();

  /**
   * Waits until the process ends or writes, at most {@code nanos}; may return earlier. After the
   * end of the process it waits for output alone.
   *
   * @throws InterruptedException the thread was interrupted
   */
  void await(long nanos) throws InterruptedException;

  /** Reads at most {@link #PIPE_BYTES} of each pipe; returns false if both were empty. */
  boolean drain(OutputSink sink);

  /**
   * Returns false when the last {@link #drain} found that nobody can write any more: the process
   * and all that it gave its output to have closed it.
   */
  boolean isOutputOpen();

  /**
   * Reads what is in the pipes at this moment, and nothing that is written later. Then closes them,
   * even if another process holds them.
   */
  void drainAndClose(OutputSink sink);

  /**
   * Reads what is in the pipes at this moment. What others write later is read and dropped for as
   * long as this JVM lives, so that no write of theirs fails or blocks for ever.
   */
  void drainAndLeave(OutputSink sink);

  /**
   * Returns the exit code, or 128+n if signal n killed the process; empty while it runs. Waits up
   * to a second for an end that other means already show.
   */
  OptionalInt exitCode();

  /** Returns the signal that killed the process; empty if none did, or nobody can tell. */
  OptionalInt signal();
}
