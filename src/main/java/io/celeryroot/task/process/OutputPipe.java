// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading end of one output pipe. Reads only the bytes that are there, and so never blocks.
 *
 * <p>A blocking read would hang as long as <em>anything</em> holds the writing end, for instance a
 * daemon that a task left behind.
 */
final class OutputPipe {

  private static final Logger LOG = LoggerFactory.getLogger(OutputPipe.class);

  private final InputStream in;
  private final CapturedOutput captured;
  private final Optional<LiveText> live;
  private boolean isReadable = true;

  OutputPipe(InputStream in, CapturedOutput captured, Optional<LiveText> live) {
    this.in = in;
    this.captured = captured;
    this.live = live;
  }

  /**
   * Reads at most one buffer.
   *
   * @return true if there was anything to read
   */
  boolean drain(byte[] buffer) {
    return read(buffer, available()) > 0;
  }

  /**
   * Reads the bytes that are in the pipe at this moment, and none that are written later. Then
   * closes it.
   */
  void drainAndClose(byte[] buffer) {
    int left = available();
    while (left > 0) {
      int count = read(buffer, left);
      left = count > 0 ? left - count : 0;
    }
    try {
      in.close();
    } catch (IOException e) {
      stopReading(e);
    }
    live.ifPresent(LiveText::end);
  }

  private int available() {
    try {
      return isReadable ? in.available() : 0;
    } catch (IOException e) {
      return stopReading(e);
    }
  }

  private int read(byte[] buffer, int available) {
    if (available <= 0) {
      return 0;
    }
    try {
      int count = in.read(buffer, 0, Math.min(buffer.length, available));
      add(buffer, count);
      return count;
    } catch (IOException e) {
      return stopReading(e);
    }
  }

  private void add(byte[] buffer, int count) {
    if (count > 0) {
      captured.add(buffer, count);
      live.ifPresent(text -> text.add(buffer, count));
    }
  }

  /** Gives up the output, but not the supervision of the process. */
  private int stopReading(IOException e) {
    isReadable = false;
    LOG.warn("output of a process cannot be read any more; the process runs on", e);
    return 0;
  }

  CapturedOutput captured() {
    return captured;
  }
}
