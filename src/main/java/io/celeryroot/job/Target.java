// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Role;
import java.util.Optional;

/**
 * The aim of one job: a host of a role, or whichever host of the role is free first.
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

  /** Returns true if a name from Redis can be a host's: it has no colon, as keys of ours have. */
  public static boolean isHostName(String name) {
    return !name.isEmpty() && name.indexOf(':') < 0;
  }

  /** The host, or the role: what people see. */
  public String label() {
    return host.orElse(role);
  }

  /**
   * The place of overlap slots within the queue: the host, or the role that has the queue by
   * default; empty text: any host, and no role has it by default. A role with another name and the
   * same queue has the same places.
   */
  public String place() {
    return host.orElseGet(() -> Role.nameByDefaultQueue(queue).orElse(""));
  }
}
