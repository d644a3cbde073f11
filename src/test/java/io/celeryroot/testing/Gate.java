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

/**
 * The way of one process to a server on loopback. Shut, it holds requests back, so that the process
 * stalls wherever it is; cut, it ends all connections for good, as if the process had died.
 * Thread-safe.
 */
public final class Gate implements AutoCloseable {

  private final ServerSocket listening;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean isShut;
  private boolean isCut;

  private Gate(ServerSocket listening, int port) {
    this.listening = listening;
    this.port = port;
  }

  /** Listens on a free loopback port for a server at {@code port} on loopback. */
  public static Gate before(int port) {
    try {
      Gate gate = new Gate(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      daemon(gate::accept);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  public synchronized void shut() {
    isShut = true;
  }

  public synchronized void open() {
    isShut = false;
    notifyAll();
  }

  /** Requests that are held back never arrive. */
  public void cut() {
    synchronized (this) {
      isCut = true;
      notifyAll();
    }
    quietly(listening);
    sockets.forEach(Gate::quietly);
  }

  @Override
  public void close() {
    cut();
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
        daemon(() -> copy(client, server, true));
        daemon(() -> copy(server, client, false));
      } catch (IOException e) {
        // Cut, or the server is away: the client sees it.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean isRequest) {
    byte[] bytes = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (isRequest && !mayPass()) {
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

  private synchronized boolean mayPass() {
    while (isShut && !isCut) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return !isCut;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "gate");
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
