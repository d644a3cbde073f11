// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of the JDK. */
final class JdkChild implements Child {

  private static final Logger LOG = LoggerFactory.getLogger(JdkChild.class);

  /** Time for the JDK to notice an end that the process table shows. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private final Process process;
  private final byte[] buffer = new byte[PIPE_BYTES];
  private final Pace pace = new Pace();

  JdkChild(Process process) {
    this.process = process;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    pace.pause(process, nanos);
  }

  @Override
  public boolean drain(OutputSink sink) {
    boolean hadStdout = read(process.getInputStream(), Channel.STDOUT, sink, buffer.length) > 0;
    boolean hadStderr = read(process.getErrorStream(), Channel.STDERR, sink, buffer.length) > 0;
    if (hadStdout || hadStderr) {
      pace.hurry();
    }
    return hadStdout || hadStderr;
  }

  @Override
  public void drainAndClose(OutputSink sink) {
    drainAndClose(process.getInputStream(), Channel.STDOUT, sink);
    drainAndClose(process.getErrorStream(), Channel.STDERR, sink);
  }

  private void drainAndClose(InputStream in, Channel channel, OutputSink sink) {
    try (in) {
      int left = in.available();
      while (left > 0) {
        int count = read(in, channel, sink, left);
        left = count > 0 ? left - count : 0;
      }
    } catch (IOException e) {
      unreadable(e);
    }
  }

  /**
   * Reads only bytes that are there: a blocking read would hang as long as anything holds the pipe.
   */
  private int read(InputStream in, Channel channel, OutputSink sink, int limit) {
    try {
      int there = Math.min(Math.min(in.available(), limit), buffer.length);
      int count = there > 0 ? in.read(buffer, 0, there) : 0;
      if (count > 0) {
        sink.add(channel, buffer, count);
      }
      return count;
    } catch (IOException e) {
      return unreadable(e);
    }
  }

  private static int unreadable(IOException e) {
    LOG.warn("output of a process cannot be read any more; the process runs on", e);
    return 0;
  }

  @Override
  public OptionalInt exitCode() {
    try {
      return process.waitFor(NOTICE.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /**
   * The pause between two looks at a process. It takes microseconds while output flows, so that a
   * pipe is emptied at hundreds of MB/s, and up to 50 ms while the process is quiet.
   */
  private static final class Pace {

    private static final long BUSY_NANOS = 50_000;
    private static final int BUSY_LOOKS = 40;
    private static final long FIRST_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(50).toNanos();

    private int busyLooksLeft;
    private long nextNanos = FIRST_NANOS;

    /** Output was seen. */
    void hurry() {
      busyLooksLeft = BUSY_LOOKS;
      nextNanos = FIRST_NANOS;
    }

    /** Waits until the process ends, at most {@code nanos}. */
    void pause(Process process, long nanos) throws InterruptedException {
      if (busyLooksLeft > 0) {
        busyLooksLeft--;
        LockSupport.parkNanos(Math.min(BUSY_NANOS, nanos));
        return;
      }
      process.waitFor(Math.min(nextNanos, nanos), TimeUnit.NANOSECONDS);
      nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
    }
  }
}
