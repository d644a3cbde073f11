// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback between a client and a server of the tests, which can behave badly.
 *
 * <p>A new fault holds for connections that exist and for those that come. {@link #heal} drops what
 * a fault has damaged, so that a client sees an honest network again.
 */
public final class FaultProxy implements AutoCloseable {

  /** What the network does. */
  public enum Fault {
    NONE,
    /** New connections are closed at once, as old ones are. */
    REFUSE,
    /** Connections are reset (RST) at the next byte. */
    RESET,
    /** Bytes disappear in both directions; connections stay open. */
    BLACK_HOLE,
    /** Requests arrive, answers disappear. */
    HALF_OPEN,
    /** Every chunk of an answer is late by {@link #DELAY}. */
    DELAY
  }

  /** How late answers are under {@link Fault#DELAY}. */
  public static final Duration DELAY = Duration.ofMillis(300);

  private final ServerSocket listener;
  private volatile InetSocketAddress upstream;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Fault fault = Fault.NONE;

  private FaultProxy(ServerSocket listener, InetSocketAddress upstream) {
    this.listener = listener;
    this.upstream = upstream;
  }

  /** Listens on a free loopback port for a server at {@code port} on loopback. */
  public static FaultProxy before(int port) {
    try {
      ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      FaultProxy proxy = new FaultProxy(listener, loopback(port));
      daemon("fault-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Leads connections to come to another server, as a name does that gets another address. */
  public void leadTo(int otherPort) {
    upstream = loopback(otherPort);
  }

  public void inflict(Fault next) {
    fault = next;
    if (next == Fault.REFUSE) {
      dropAll();
    }
  }

  /** Ends the fault; connections that saw it are dropped. */
  public void heal() {
    boolean damaged = fault != Fault.NONE && fault != Fault.DELAY;
    fault = Fault.NONE;
    if (damaged) {
      dropAll();
    }
  }

  /**
   * Ends the fault for connections to come; those that saw it stay dead without a sign, as after a
   * firewall has lost its table. Those that were only slow are well again.
   */
  public void forget() {
    if (fault != Fault.DELAY) {
      Fault past = fault;
      links.forEach(link -> link.lasting = past);
    }
    fault = Fault.NONE;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    dropAll();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (fault == Fault.REFUSE) {
          client.close();
          continue;
        }
        Socket server = new Socket();
        Link link = new Link(client, server);
        connect(link);
        links.add(link);
        daemon("fault-proxy-request", () -> link.copy(client, server, false));
        daemon("fault-proxy-answer", () -> link.copy(server, client, true));
      } catch (IOException e) {
        // The listener was closed, or the server is away: the client sees a closed connection.
      }
    }
  }

  private void connect(Link link) throws IOException {
    try {
      link.server.connect(upstream);
    } catch (IOException e) {
      link.drop();
      throw e;
    }
  }

  private void dropAll() {
    links.forEach(Link::drop);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One client connection and its partner to the server. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private final CountDownLatch dropped = new CountDownLatch(1);
    private volatile Fault lasting = Fault.NONE;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void copy(Socket from, Socket to, boolean answers) {
      byte[] buffer = new byte[16 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (passes(answers)) {
            out.write(buffer, 0, n);
            out.flush();
          }
        }
      } catch (IOException e) {
        // One side has gone; so does the other.
      }
      drop();
    }

    private boolean passes(boolean answers) throws IOException {
      switch (lasting == Fault.NONE ? fault : lasting) {
        case BLACK_HOLE -> {
          return false;
        }
        case HALF_OPEN -> {
          return !answers;
        }
        case RESET -> {
          client.setSoLinger(true, 0);
          throw new IOException("reset by the test");
        }
        case DELAY -> {
          if (answers) {
            pause();
          }
          return true;
        }
        default -> {
          return true;
        }
      }
    }

    /** Holds an answer back, as long as there is anybody to get it. */
    private void pause() throws IOException {
      try {
        if (dropped.await(DELAY.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException("dropped meanwhile");
        }
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }

    void drop() {
      dropped.countDown();
      links.remove(this);
      close(client);
      close(server);
    }

    private void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // Closed already.
      }
    }
  }
}
