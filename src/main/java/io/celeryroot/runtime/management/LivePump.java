// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.web.Live;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a body that comes bit by bit, no faster than the browser reads it. Runs on the event loop;
 * asks for the bits on a worker thread.
 */
final class LivePump {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  private final Vertx vertx;
  private final WorkerExecutor threads;
  private final HttpServerResponse response;
  private final Live live;
  private final Runnable onRead;
  private final Runnable onEnd;
  private boolean hasEnded;

  /**
   * @param threads on which the bits are asked for
   * @param onRead runs whenever the browser has taken what was sent
   * @param onEnd runs once, however it ends
   */
  LivePump(
      Vertx vertx,
      WorkerExecutor threads,
      HttpServerResponse response,
      Live live,
      Runnable onRead,
      Runnable onEnd) {
    this.vertx = vertx;
    this.threads = threads;
    this.response = response;
    this.live = live;
    this.onRead = onRead;
    this.onEnd = onEnd;
  }

  void start() {
    response.setChunked(true);
    response.closeHandler(closed -> end());
    response.exceptionHandler(failure -> end());
    ask();
  }

  private void ask() {
    if (hasEnded) {
      return;
    }
    threads
        .executeBlocking(live::next, false)
        .onSuccess(this::send)
        .onFailure(
            failure -> {
              LOG.debug("dashboard: a followed page ends", failure);
              finish();
            });
  }

  private void send(Optional<String> text) {
    if (hasEnded) {
      return;
    }
    if (text.isEmpty()) {
      finish();
      return;
    }
    if (!text.get().isEmpty()) {
      response.write(text.get());
    }
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> later());
    } else {
      later();
    }
  }

  private void later() {
    onRead.run();
    response.drainHandler(null);
    if (live.pause().isZero()) {
      vertx.runOnContext(now -> ask());
    } else {
      vertx.setTimer(live.pause().toMillis(), timer -> ask());
    }
  }

  private void finish() {
    if (!hasEnded) {
      response.end();
      end();
    }
  }

  private void end() {
    if (!hasEnded) {
      hasEnded = true;
      onEnd.run();
    }
  }
}
