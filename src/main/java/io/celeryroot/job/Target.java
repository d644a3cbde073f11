// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.HostNames;
import java.util.Optional;

/**
 * What one job is for: a host of a role, or whichever host of the role is free first.
 *
 * @param role key under {@code workers:}
 * @param queue {@code queue:} of the role
 * @param host empty: any host of the role
 */
public record Target(String role, String queue, Optional<String> host) {

  public Target {
    requireNonNull(role, "role");
    requireNonNull(queue, "queue");
    requireNonNull(host, "host");
  }

  /**
   * The Redis list of the job.
   *
   * @throws IllegalArgumentException no host can have this name
   */
  public String list() {
    return host.map(this::listOf).orElse(queue);
  }

  private String listOf(String name) {
    if (isReservedHost(name)) {
      throw new IllegalArgumentException("reserved: \"" + name + "\"");
    }
    return "{" + queue + "}." + name;
  }

  /**
   * Whether a host cannot have this name, because its list would lie on another key of the queue.
   */
  public static boolean isReservedHost(String host) {
    return host.isEmpty() || HostNames.isReserved(host);
  }

  /** The host, or the role: what people see, and the place in overlap slots. */
  public String label() {
    return host.orElse(role);
  }
}
