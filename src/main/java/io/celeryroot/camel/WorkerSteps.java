// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import org.apache.camel.Exchange;

/** The bean {@code celeryrootWorker}: what a worker says of itself. Thread-safe. */
public final class WorkerSteps {

  private final Celeryroot celeryroot;
  private volatile boolean hasBeaten;

  public WorkerSteps(Celeryroot celeryroot) {
    this.celeryroot = celeryroot;
    celeryroot.beforeClose(
        () -> {
          if (hasBeaten) {
            celeryroot.heartbeats().removeWorker(celeryroot.worker());
          }
        });
  }

  /** Route step: prepares the heartbeat. */
  public void heartbeat(Exchange exchange) {
    HeartbeatMessage.ofWorker(celeryroot).to(exchange);
    hasBeaten = true;
    celeryroot.outage().answered();
  }
}
