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
import java.util.function.Supplier;

/** The way to a server on loopback, with somebody who sees what passes. Thread-safe. */
final class Passage implements AutoCloseable {

  private final int port;
  private final Supplier<Watcher> watchers;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Sees the bytes of one connection before they pass. */
  interface Watcher {

    /** Returns false to end the connection. */
    boolean request(byte[] bytes, int length);

    /** Sees bytes that come back. */
    void answer();
  }

  private interface Passing {
    boolean mayPass(byte[] bytes, int length);
  }

  /**
   * Listens on a free loopback port.
   *
   * @param port of the server
   * @param watchers gives one for each connection
   */
  Passage(int port, Supplier<Watcher> watchers) {
    this.port = port;
    this.watchers = watchers;
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() {
    quietly(listening);
    sockets.forEach(Passage::quietly);
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
        Watcher watcher = watchers.get();
        daemon(() -> copy(client, server, watcher::request));
        daemon(
            () ->
                copy(
                    server,
                    client,
                    (bytes, length) -> {
                      watcher.answer();
                      return true;
                    }));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees it.
      }
    }
  }

  private void copy(Socket from, Socket to, Passing passing) {
    byte[] bytes = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (!passing.mayPass(bytes, n)) {
          return;
        }
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // The other end sees it.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "passage");
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
