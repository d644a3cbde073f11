// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A child of this process that only this object waits for. One poll(2) waits for its end and its
 * output together. Its pid stays its own until {@link #isRunning} has returned false.
 */
final class PosixChild implements Child, AutoCloseable {

  private record Source(Channel channel, Pipe pipe, int place) {}

  private static final int END_PLACE = 2;
  private static final int PLACES = 3;

  /** Longest time until an interrupt of the thread is noticed. */
  private static final int LONGEST_WAIT_MILLIS = 50;

  /** Longest wait where no descriptor tells of the end, for want of descriptors. */
  private static final int BLIND_WAIT_MILLIS = 5;

  /** Time for the kernel to tell an end that the process table shows. */
  private static final int NOTICE_MILLIS = 1000;

  private static final int SIGNAL_BASE = 128;

  private final int pid;
  private final List<Source> sources;
  private final int end;
  private final PollSet watched = new PollSet(PLACES);

  /** True while what the last poll found was not looked at. */
  private boolean isPolled;

  private long buffer;
  private byte[] bytes = new byte[0];
  private OptionalInt exitCode = OptionalInt.empty();
  private OptionalInt signal = OptionalInt.empty();
  private int openOutputs;
  private final LeftPipes left;

  /**
   * @param left takes the pipes that others still hold
   */
  PosixChild(int pid, Pipe stdout, Pipe stderr, LeftPipes left) {
    this.pid = pid;
    this.left = left;
    this.sources =
        List.of(new Source(Channel.STDOUT, stdout, 0), new Source(Channel.STDERR, stderr, 1));
    this.openOutputs = sources.size();
    this.end = LibC.pidfdOpen(pid);
    sources.forEach(source -> watched.watch(source.place(), source.pipe().readingEnd()));
    watched.watch(END_PLACE, end);
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public boolean isRunning() {
    if (exitCode.isEmpty()) {
      int[] status = new int[1];
      if (LibC.waitpid(pid, status, LibC.WNOHANG) == pid) {
        ended(status[0]);
      }
    }
    return exitCode.isEmpty();
  }

  /** See WIFEXITED and WIFSIGNALED in waitpid(2). */
  private void ended(int status) {
    int killer = status & 0x7f;
    exitCode = OptionalInt.of(killer == 0 ? status >> 8 & 0xff : SIGNAL_BASE + killer);
    signal = killer == 0 ? OptionalInt.empty() : OptionalInt.of(killer);
    // It would wake every later wait for output.
    watched.ignore(END_PLACE);
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int longest = end < 0 ? BLIND_WAIT_MILLIS : LONGEST_WAIT_MILLIS;
    // One more, since half a millisecond must not become none.
    long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)) + 1;
    watched.poll((int) Math.min(longest, millis));
    isPolled = true;
  }

  @Override
  public boolean drain(OutputSink sink) {
    if (!isPolled) {
      watched.poll(0);
    }
    isPolled = false;
    boolean hadOutput = false;
    for (Source source : sources) {
      hadOutput |= watched.hasInput(source.place()) && read(source, sink);
      if (watched.isAtEnd(source.place())) {
        watched.ignore(source.place());
        openOutputs--;
      }
    }
    return hadOutput;
  }

  @Override
  public boolean isOutputOpen() {
    return openOutputs > 0;
  }

  private boolean read(Source source, OutputSink sink) {
    if (buffer == 0) {
      buffer = Native.malloc(PIPE_BYTES);
      bytes = new byte[PIPE_BYTES];
    }
    int count = (int) LibC.read(source.pipe().readingEnd(), buffer, PIPE_BYTES);
    if (count > 0) {
      new Pointer(buffer).read(0, bytes, 0, count);
      sink.add(source.channel(), bytes, count);
    }
    return count > 0;
  }

  /** One read each is enough: a buffer holds all that a pipe holds. */
  @Override
  public void drainAndClose(OutputSink sink) {
    isPolled = false;
    drain(sink);
    for (Source source : sources) {
      watched.ignore(source.place());
      source.pipe().closeReadingEnd();
    }
  }

  @Override
  public void drainAndLeave(OutputSink sink) {
    isPolled = false;
    drain(sink);
    for (Source source : sources) {
      if (isOutputOpen() && !watched.isIgnored(source.place())) {
        left.add(source.pipe().releaseReadingEnd());
      }
      watched.ignore(source.place());
      source.pipe().closeReadingEnd();
    }
  }

  @Override
  public OptionalInt exitCode() {
    if (isRunning()) {
      watched.poll(NOTICE_MILLIS);
      isRunning();
    }
    return exitCode;
  }

  @Override
  public OptionalInt signal() {
    return signal;
  }

  @Override
  public void close() {
    if (end >= 0) {
      LibC.close(end);
    }
    watched.close();
    if (buffer != 0) {
      Native.free(buffer);
    }
  }
}
