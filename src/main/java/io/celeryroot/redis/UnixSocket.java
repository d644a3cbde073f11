// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A Unix socket as a {@link Socket}, as far as Jedis uses one: Java has only channels for them. One
 * thread reads and writes; any thread closes, which ends a read that waits. As with other sockets,
 * an interrupt of the thread disturbs nothing.
 */
final class UnixSocket extends Socket {

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private volatile int timeoutMillis;

  /**
   * @throws SocketException nobody listens there, or we may not connect
   */
  UnixSocket(Path path) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  private int read(ByteBuffer into) throws IOException {
    return io(SelectionKey.OP_READ, into, channel::read);
  }

  private interface Transfer {
    int move(ByteBuffer bytes) throws IOException;
  }

  /** Moves some bytes, waiting until that is possible. */
  private int io(int operation, ByteBuffer bytes, Transfer transfer) throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      while (true) {
        int moved = transfer.move(bytes);
        if (moved != 0) {
          return moved;
        }
        await(operation, giveUpAt);
        wasInterrupted |= Thread.interrupted();
      }
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await(int operation, long giveUpAt) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
    if (timeoutMillis > 0 && left <= 0) {
      throw new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
    }
    try {
      key.interestOps(operation);
      selector.select(timeoutMillis > 0 ? left : 0);
      selector.selectedKeys().clear();
    } catch (CancelledKeyException | ClosedSelectorException e) {
      throw closed(e);
    }
  }

  private static SocketException closed(Exception cause) {
    SocketException closed = new SocketException("Socket closed");
    closed.initCause(cause);
    return closed;
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return isClosed();
  }

  @Override
  public boolean isOutputShutdown() {
    return isClosed();
  }

  /** Does nothing: what was written to a Unix socket has arrived. */
  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public synchronized void close() throws IOException {
    channel.close();
    selector.close();
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return length == 0 ? 0 : UnixSocket.this.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
      while (left.hasRemaining()) {
        io(SelectionKey.OP_WRITE, left, channel::write);
      }
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }
}
