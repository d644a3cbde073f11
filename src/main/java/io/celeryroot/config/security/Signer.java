// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Glob;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code security.signers}: whose signatures count, and for what.
 *
 * @param id key under {@code security.signers}
 * @param keys public keys as texts; several while one replaces another
 * @param roles names or globs of the roles for which it may submit jobs; empty: see {@link
 *     #submits}
 * @param tasks names or globs of the tasks that it may submit; empty: see {@link #submits}
 * @param hosts names or globs of the hosts for whose results it stands; empty: none
 * @param notAfter time after which nothing of it counts; empty: no end
 */
public record Signer(
    String id,
    List<String> keys,
    List<String> roles,
    List<String> tasks,
    List<String> hosts,
    Optional<Instant> notAfter) {

  public Signer {
    requireNonNull(id, "id");
    keys = List.copyOf(keys);
    roles = List.copyOf(roles);
    tasks = List.copyOf(tasks);
    hosts = List.copyOf(hosts);
    requireNonNull(notAfter, "notAfter");
  }

  public List<PublicKey> publicKeys() {
    return keys.stream().map(PublicKeyText::parse).toList();
  }

  /**
   * Returns true if it may submit jobs and give orders. The signer of a worker may not, unless the
   * file says for which roles or tasks.
   */
  public boolean submits() {
    return hosts.isEmpty() || !roles.isEmpty() || !tasks.isEmpty();
  }

  /** Returns true if it may submit a job of a task for a role. */
  public boolean maySubmit(String role, String task) {
    return submits() && matches(roles, role) && matches(tasks, task);
  }

  /**
   * Returns true if it stands for what ran on a host.
   *
   * @param worker name of the host, or of a worker of it: the host, a dot and more
   */
  public boolean standsFor(String worker) {
    for (int end = worker.length(); end > 0; end = worker.lastIndexOf('.', end - 1)) {
      String host = worker.substring(0, end);
      if (hosts.stream().anyMatch(pattern -> Glob.matches(pattern, host))) {
        return true;
      }
    }
    return false;
  }

  public boolean hasEnded(Instant now) {
    return notAfter.filter(now::isAfter).isPresent();
  }

  private static boolean matches(List<String> patterns, String name) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> Glob.matches(pattern, name));
  }
}
