// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.Role;
import io.celeryroot.job.Target;
import java.util.List;
import java.util.Optional;

/**
 * Names of one worker of one role.
 *
 * @param worker name under which it claims, unique for the queue: its host, unless one host has
 *     several workers; with a number after a change of the file ({@code web01#2})
 * @param host host whose jobs it runs
 * @param role the role it serves
 * @param queue Redis list of the role
 * @param redis address of Redis, without the password
 */
public record WorkerIdentity(String worker, String host, Role role, String queue, String redis) {

  /** Lists from which it takes jobs: the host's own, then the role's. */
  public List<Target> lists() {
    return List.of(
        new Target(role.name(), queue, Optional.of(host)),
        new Target(role.name(), queue, Optional.empty()));
  }

  /** Returns true if its host belongs to the role. */
  public boolean isMember() {
    return role.hasHost(host);
  }
}
