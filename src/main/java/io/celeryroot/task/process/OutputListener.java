// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.spawn.Channel;

/**
 * Receives the whole output of a process while it runs, including the part that {@link
 * ProcessResult} cuts.
 *
 * <p>Called on the thread that supervises the process and keeps its timeout: hand the text over and
 * return. A listener that throws is logged once and not called again; the process runs on.
 */
@FunctionalInterface
public interface OutputListener {

  /**
   * Takes the next piece of output.
   *
   * @param channel the stream that the program wrote to
   * @param text never empty; a UTF-8 character is never split between two calls, a line may be
   */
  void onOutput(Channel channel, String text);
}
