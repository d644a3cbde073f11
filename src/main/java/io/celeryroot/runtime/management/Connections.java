// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of a port. Closes one that is too many, and one on which the next answer is
 * not complete in time: idle, or with a client that sends or reads slowly. Thread-safe.
 */
final class Connections implements Handler<HttpConnection> {

  private final Vertx vertx;
  private final long patienceMillis;
  private final int most;
  private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

  /**
   * @param patienceMillis longest time from a connection, or from an answer, to the next answer
   * @param most connections at a time
   */
  Connections(Vertx vertx, long patienceMillis, int most) {
    this.vertx = vertx;
    this.patienceMillis = patienceMillis;
    this.most = most;
  }

  @Override
  public void handle(HttpConnection connection) {
    if (timers.size() >= most) {
      connection.close();
      return;
    }
    connection.closeHandler(closed -> forget(connection));
    arm(connection);
  }

  /** An answer is complete, or its client has read on: the time for the next begins. */
  void answered(HttpConnection connection) {
    if (timers.containsKey(connection)) {
      arm(connection);
    }
  }

  private void arm(HttpConnection connection) {
    long timer = vertx.setTimer(patienceMillis, late -> connection.close());
    Long old = timers.put(connection, timer);
    if (old != null) {
      vertx.cancelTimer(old);
    }
  }

  private void forget(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
