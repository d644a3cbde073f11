// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

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

  /** The Redis list of the job. */
  public String list() {
    return host.map(name -> "{" + queue + "}." + name).orElse(queue);
  }

  /**
   * Whether a name from Redis can be a host's: others have no list of their own, for keys of ours
   * have a colon where a host name has none.
   */
  public static boolean isHostName(String name) {
    return !name.isEmpty() && name.indexOf(':') < 0;
  }

  /** The host, or the role: what people see, and the place in overlap slots. */
  public String label() {
    return host.orElse(role);
  }
}
