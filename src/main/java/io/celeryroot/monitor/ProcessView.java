// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.queue.host.Heartbeat;

/**
 * A worker or a Beat.
 *
 * @param heartbeat last heartbeat
 * @param alive true if it is recent by the clock of the Redis server; otherwise the process is lost
 */
public record ProcessView(Heartbeat heartbeat, boolean alive) {}
