// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

/**
 * Receives the output of a process while it runs, all of it, also what {@link ProcessResult} cuts.
 *
 * <p>Called on the one thread that supervises the process, which also watches its timeout: hand the
 * text over and return. A listener that throws is logged once and not called again; the process is
 * not disturbed.
 */
@FunctionalInterface
public interface OutputListener {

  /** Where a program wrote to. */
  enum Channel {
    /** File descriptor 1. */
    STDOUT,
    /** File descriptor 2. */
    STDERR
  }

  /**
   * Takes the next piece of output.
   *
   * @param channel where the program wrote to
   * @param text never empty; a UTF-8 character is never split between two calls, a line may be
   */
  void onOutput(Channel channel, String text);
}
