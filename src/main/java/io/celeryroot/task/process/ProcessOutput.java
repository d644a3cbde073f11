// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.OutputListener.Channel;
import java.io.InputStream;
import java.util.Optional;

/** The two output pipes of one process. Confined to the thread that supervises it. */
final class ProcessOutput {

  /** Default capacity of a pipe, see pipe(7). */
  private static final int BUFFER_BYTES = 64 << 10;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final OutputPipe stdout;
  private final OutputPipe stderr;

  ProcessOutput(ProcessSpec spec, Process process) {
    this.stdout = pipe(spec, process.getInputStream(), Channel.STDOUT);
    this.stderr = pipe(spec, process.getErrorStream(), Channel.STDERR);
  }

  private static OutputPipe pipe(ProcessSpec spec, InputStream in, Channel channel) {
    Optional<LiveText> live = spec.listener().map(listener -> new LiveText(channel, listener));
    return new OutputPipe(in, new CapturedOutput(spec.maxOutputBytes()), live);
  }

  /** Reads a buffer from each pipe; returns false if both were empty. */
  boolean drain() {
    boolean hadStdout = stdout.drain(buffer);
    boolean hadStderr = stderr.drain(buffer);
    return hadStdout || hadStderr;
  }

  /**
   * Reads the output that the process wrote before its end. Then closes both pipes, even if another
   * process holds them.
   */
  void drainAndClose() {
    stdout.drainAndClose(buffer);
    stderr.drainAndClose(buffer);
  }

  String stdout() {
    return stdout.captured().text();
  }

  String stderr() {
    return stderr.captured().text();
  }

  boolean isCut() {
    return stdout.captured().isCut() || stderr.captured().isCut();
  }
}
