// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one output stream of a process of the JDK to its end, for whoever takes the chunks.
 *
 * <p>Holds the monitor of the stream until then. Otherwise the JDK reads the rest of the pipe into
 * one array without limit when the main process exits, and closes the pipe: a background {@code
 * yes} would fill the heap, and a daemon would die of its next line.
 */
final class Pump {

  /** A piece of output; one of length 0 tells that something else has happened. */
  static final class Chunk {

    private final Pump pump;
    private final byte[] bytes;
    private final int length;

    Chunk(Pump pump, byte[] bytes, int length) {
      this.pump = pump;
      this.bytes = bytes;
      this.length = length;
    }

    /** Hands the bytes to their taker. They are used again afterwards. */
    void giveTo(OutputSink sink) {
      if (length > 0) {
        sink.add(pump.channel, bytes, length);
        pump.recycle(this);
      }
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final int MOST_SPARE = 8;
  private static final long LOOK_MILLIS = 50;
  private static final long PAUSE_WHEN_LEFT_MILLIS = 20;

  private final Channel channel;
  private final BlockingQueue<Chunk> chunks;

  /** Buffers that were taken: a gigabyte of output makes no garbage. */
  private final BlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(MOST_SPARE);

  private volatile boolean isAtEnd;
  private volatile boolean isLeft;

  Pump(Channel channel, BlockingQueue<Chunk> chunks) {
    this.channel = channel;
    this.chunks = chunks;
  }

  /** Reads until the last writer has ended. */
  void run(InputStream in) {
    try {
      synchronized (in) {
        byte[] buffer = buffer();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          handOver(new Chunk(this, buffer, count));
          buffer = buffer();
        }
      }
    } catch (IOException e) {
      LOG.warn("output of a process cannot be read any more; the process runs on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    isAtEnd = true;
    wake();
  }

  private byte[] buffer() {
    byte[] used = spare.poll();
    return used == null ? new byte[Child.PIPE_BYTES] : used;
  }

  /** Keeps the buffer of a chunk, unless there are enough. */
  private boolean recycle(Chunk chunk) {
    return spare.offer(chunk.bytes);
  }

  /** Ends a wait for chunks. */
  boolean wake() {
    return chunks.offer(new Chunk(this, new byte[0], 0));
  }

  private void handOver(Chunk chunk) throws InterruptedException {
    while (!isLeft) {
      if (chunks.offer(chunk, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    recycle(chunk);
    Thread.sleep(PAUSE_WHEN_LEFT_MILLIS);
  }

  /** Returns true when all chunks were handed over and none will follow. */
  boolean isAtEnd() {
    return isAtEnd;
  }

  /** Drops what is read from now on, slowly. */
  void leave() {
    isLeft = true;
  }
}
