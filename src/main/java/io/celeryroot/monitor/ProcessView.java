// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.Objects.requireNonNull;

import io.celeryroot.queue.host.Heartbeat;

/**
 * A worker or a Beat.
 *
 * @param heartbeat its last one
 * @param alive whether that is recent by the clock of the Redis server; else the process is lost
 */
public record ProcessView(Heartbeat heartbeat, boolean alive) {

  public ProcessView {
    requireNonNull(heartbeat, "heartbeat");
  }
}
