// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

/** Takes the output of a process as it is read. */
@FunctionalInterface
public interface OutputSink {

  /**
   * Takes the next bytes.
   *
   * @param bytes holds them at its beginning; used again after the call
   * @param length number of bytes, at least 1
   */
  void add(Channel channel, byte[] bytes, int length);
}
