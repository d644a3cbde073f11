// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The way to a server on loopback that counts round trips: a request after an answer, on any
 * connection. Commands that are sent together count once. Thread-safe.
 */
public final class RoundTrips implements AutoCloseable {

  private final Passage passage;
  private final AtomicLong count = new AtomicLong();

  private RoundTrips(int port) {
    this.passage = new Passage(port, Turn::new);
  }

  /** Listens on a free loopback port for a server at {@code port} on loopback. */
  public static RoundTrips to(int port) {
    return new RoundTrips(port);
  }

  public int port() {
    return passage.port();
  }

  /** Round trips so far. */
  public long count() {
    return count.get();
  }

  @Override
  public void close() {
    passage.close();
  }

  /**
   * Whose turn it is on one connection. Answers to the beginning of a pipeline may come while it is
   * still being sent: what goes on in the middle of a command begins no trip.
   */
  private final class Turn implements Passage.Watcher {

    private final Commands commands = new Commands();
    private boolean isAnswered = true;

    @Override
    public synchronized boolean request(byte[] bytes, int length) {
      if (isAnswered && commands.isWhole()) {
        count.incrementAndGet();
      }
      for (int i = 0; i < length; i++) {
        commands.add(bytes[i]);
      }
      isAnswered = false;
      return true;
    }

    @Override
    public synchronized void answer() {
      isAnswered = true;
    }
  }

  /** Follows commands through a stream, see the Redis serialization protocol. */
  private static final class Commands {

    private static final int LINE_END = 2;

    private final StringBuilder line = new StringBuilder();
    private int wordsLeft;
    private int bytesLeft;

    boolean isWhole() {
      return wordsLeft == 0 && bytesLeft == 0 && line.isEmpty();
    }

    void add(byte next) {
      if (bytesLeft > 0) {
        bytesLeft--;
        wordsLeft -= bytesLeft == 0 ? 1 : 0;
      } else if (next == '\n') {
        int number = Integer.parseInt(line.substring(1).strip());
        if (line.charAt(0) == '*') {
          wordsLeft = number;
        } else {
          bytesLeft = number + LINE_END;
        }
        line.setLength(0);
      } else {
        line.append((char) next);
      }
    }
  }
}
