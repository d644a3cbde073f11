// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.queue.host.Heartbeats;
import java.util.Set;

/** Hosts of which a worker was seen, for the globs of roles. Thread-safe. */
public final class KnownHosts {

  private final Heartbeats heartbeats;
  private final boolean hasGlobs;

  public KnownHosts(ClConfig config, Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
    this.hasGlobs =
        config.roles().values().stream()
            .flatMap(role -> role.hostnames().stream())
            .anyMatch(Glob::isGlob);
  }

  /** Reads them from Redis; empty without a question if no role has globs. */
  public Set<KnownHost> read() {
    return hasGlobs ? heartbeats.knownHosts() : Set.of();
  }
}
