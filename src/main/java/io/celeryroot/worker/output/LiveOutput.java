// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.output;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.queue.output.OutputPiece;
import io.celeryroot.queue.output.OutputWriter;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.SecretMasker;
import io.celeryroot.task.Secrets;
import io.celeryroot.task.process.OutputListener;
import io.celeryroot.task.spawn.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Output of one attempt, on its way to Redis. The thread that reads the pipes hands it over and
 * never waits; another one stores it regularly. Secrets are masked on the way in. Thread-safe.
 *
 * <p>The output of an attempt that ends before the first store is not stored here, because the
 * result has all of it.
 */
public final class LiveOutput implements OutputListener {

  /** Maximum number of characters that are kept of an attempt. */
  static final long MOST = 512 << 10;

  private static final long LEAST = 32 << 10;

  private final Object storing = new Object();
  private final OutputWriter writer;
  private final SecretMasker stdout;
  private final SecretMasker stderr;
  private final OutputBuffer buffer;
  private final AtomicBoolean isRefused = new AtomicBoolean();
  private final Deque<OutputPiece> taken = new ArrayDeque<>();

  /**
   * @param writer writer of the attempt, made for {@link #limit}
   */
  public LiveOutput(OutputWriter writer, Secrets secrets, long limit) {
    this.writer = writer;
    this.stdout = secrets.masker();
    this.stderr = secrets.masker();
    this.buffer = new OutputBuffer(limit);
  }

  /** Number of characters that are kept for a task with this {@code max_output}. */
  public static long limit(long maxOutput) {
    return Math.max(LEAST, Math.min(MOST, maxOutput));
  }

  @Override
  public synchronized void onOutput(Channel channel, String text) {
    if (channel == Channel.STDOUT) {
      buffer.add(OutputPiece.Channel.STDOUT, stdout.add(text));
    } else {
      buffer.add(OutputPiece.Channel.STDERR, stderr.add(text));
    }
  }

  /**
   * Stores the new output, if there is any.
   *
   * @throws QueueUnavailable the next call tries again
   */
  public void store() {
    synchronized (storing) {
      if (taken.isEmpty()) {
        taken.addAll(take());
      }
      writer.write(taken);
    }
  }

  private synchronized List<OutputPiece> take() {
    return buffer.take();
  }

  /**
   * Stores the rest, and a mark that it was the last.
   *
   * @param isResult true if the result of the job will have this attempt's output
   * @throws QueueUnavailable some of it is not stored
   */
  public void end(boolean isResult) {
    synchronized (storing) {
      List<OutputPiece> rest = rest();
      boolean isPrinted = rest.get(rest.size() - 1).position() > 0;
      if (writer.hasWritten() || (isPrinted && !isResult)) {
        taken.addAll(rest);
        writer.write(taken);
      }
    }
  }

  /**
   * Shortens the retention of the stored output, if the result of the job has all of it.
   *
   * @param result stored result
   * @throws QueueUnavailable the output is kept as long as the result
   */
  public void expireSoon(JobOutcome result) {
    synchronized (storing) {
      long inResult = result.stdout().length() + (long) result.stderr().length();
      if (!result.truncated() && inResult == printed()) {
        writer.expireSoon();
      }
    }
  }

  /** Returns true at the first call, and false later. */
  public boolean isFirstRefusal() {
    return !isRefused.getAndSet(true);
  }

  private synchronized long printed() {
    return buffer.position();
  }

  private synchronized List<OutputPiece> rest() {
    buffer.add(OutputPiece.Channel.STDOUT, stdout.end());
    buffer.add(OutputPiece.Channel.STDERR, stderr.end());
    List<OutputPiece> rest = new ArrayList<>(buffer.take());
    rest.add(new OutputPiece(OutputPiece.Channel.END, buffer.position(), ""));
    return rest;
  }
}
