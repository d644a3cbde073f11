// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

  /**
   * A piece of output; an empty one tells that something else has happened.
   *
   * @param bytes fill their array
   */
  record Chunk(Channel channel, ByteBuffer bytes) {

    static Chunk empty(Channel channel) {
      return new Chunk(channel, ByteBuffer.allocate(0));
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final long LOOK_MILLIS = 50;
  private static final long PAUSE_WHEN_LEFT_MILLIS = 20;

  private final Channel channel;
  private final BlockingQueue<Chunk> chunks;
  private volatile boolean isAtEnd;
  private volatile boolean isLeft;

  Pump(Channel channel, BlockingQueue<Chunk> chunks) {
    this.channel = channel;
    this.chunks = chunks;
  }

  /** Reads until the last writer has ended. */
  void run(InputStream in) {
    byte[] buffer = new byte[Child.PIPE_BYTES];
    try {
      synchronized (in) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          handOver(ByteBuffer.wrap(Arrays.copyOf(buffer, count)));
        }
      }
    } catch (IOException e) {
      LOG.warn("output of a process cannot be read any more; the process runs on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    isAtEnd = true;
    chunks.offer(Chunk.empty(channel));
  }

  private void handOver(ByteBuffer bytes) throws InterruptedException {
    Chunk chunk = new Chunk(channel, bytes);
    while (!isLeft) {
      if (chunks.offer(chunk, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
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
