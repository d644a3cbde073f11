// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

/**
 * Receives the whole output of a process while it runs, including the part that {@link
 * ProcessResult} cuts.
 *
 * <p>Called on the thread that supervises the process and keeps its timeout: hand the text over and
 * return. A listener that throws is logged once and not called again; the process runs on.
 */
@FunctionalInterface
public interface OutputListener {

  /** The stream that a program wrote to. */
  enum Channel {
    /** File descriptor 1. */
    STDOUT,
    /** File descriptor 2. */
    STDERR
  }

  /**
   * Takes the next piece of output.
   *
   * @param channel the stream that the program wrote to
   * @param text never empty; a UTF-8 character is never split between two calls, a line may be
   */
  void onOutput(Channel channel, String text);
}
