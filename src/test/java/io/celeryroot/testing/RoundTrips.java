// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way to a server on loopback that counts round trips: a request after an answer, on any
 * connection. Commands that are sent together count once. Thread-safe.
 */
public final class RoundTrips implements AutoCloseable {

  private final ServerSocket listening;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong count = new AtomicLong();

  private RoundTrips(ServerSocket listening, int port) {
    this.listening = listening;
    this.port = port;
  }

  /** Listens on a free loopback port for a server at {@code port} on loopback. */
  public static RoundTrips to(int port) {
    try {
      RoundTrips trips =
          new RoundTrips(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      daemon(trips::accept);
      return trips;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Round trips so far. */
  public long count() {
    return count.get();
  }

  @Override
  public void close() {
    quietly(listening);
    sockets.forEach(RoundTrips::quietly);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        Turn turn = new Turn();
        daemon(() -> copy(client, server, (bytes, n) -> count.addAndGet(turn.request(bytes, n))));
        daemon(() -> copy(server, client, (bytes, n) -> turn.answer()));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees it.
      }
    }
  }

  /**
   * Whose turn it is on one connection. Answers to the beginning of a pipeline may come while it is
   * still being sent: what goes on in the middle of a command begins no trip.
   */
  private static final class Turn {

    private final Commands commands = new Commands();
    private boolean isAnswered = true;

    synchronized int request(byte[] bytes, int length) {
      boolean isFirst = isAnswered && commands.isWhole();
      for (int i = 0; i < length; i++) {
        commands.add(bytes[i]);
      }
      isAnswered = false;
      return isFirst ? 1 : 0;
    }

    synchronized void answer() {
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

  /** Is told of bytes that pass, before they do. */
  private interface Passing {
    void bytes(byte[] bytes, int length);
  }

  private static void copy(Socket from, Socket to, Passing passing) {
    byte[] bytes = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        passing.bytes(bytes, n);
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // The other end sees it.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "round-trips");
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is gone anyway.
    }
  }
}
