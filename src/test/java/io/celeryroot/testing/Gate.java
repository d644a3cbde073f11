// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

/**
 * The way of one process to a server on loopback. Shut, it holds requests back, so that the process
 * stalls wherever it is; cut, it ends all connections for good, as if the process had died.
 * Thread-safe.
 */
public final class Gate implements AutoCloseable {

  private final Passage passage;
  private boolean isShut;
  private boolean isCut;

  private Gate(int port) {
    this.passage = new Passage(port, Guard::new);
  }

  /** Listens on a free loopback port for a server at {@code port} on loopback. */
  public static Gate before(int port) {
    return new Gate(port);
  }

  public int port() {
    return passage.port();
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
    passage.close();
  }

  @Override
  public void close() {
    cut();
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

  private final class Guard implements Passage.Watcher {

    @Override
    public boolean request(byte[] bytes, int length) {
      return mayPass();
    }

    @Override
    public void answer() {}
  }
}
