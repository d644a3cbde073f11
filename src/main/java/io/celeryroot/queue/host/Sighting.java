// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The newest sign of life of a host.
 *
 * @param host name
 * @param isAlive true: one of its workers lives
 * @param last time of the sign, by the clock of Redis
 */
public record Sighting(String host, boolean isAlive, Instant last) {

  public Sighting {
    requireNonNull(host, "host");
    requireNonNull(last, "last");
  }

  Sighting or(Sighting other) {
    return other.last.isAfter(last) ? other : this;
  }
}
