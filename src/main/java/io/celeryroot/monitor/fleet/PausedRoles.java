// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.fleet;

import io.celeryroot.queue.host.Heartbeat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Roles of which live workers claim no job, as they say themselves.
 *
 * @param reasons by role
 */
public record PausedRoles(Map<String, String> reasons) {

  public PausedRoles {
    reasons = Map.copyOf(reasons);
  }

  /** Returns the roles that some workers name. */
  public static PausedRoles of(Collection<Heartbeat> workers) {
    Map<String, String> reasons = new HashMap<>();
    workers.forEach(worker -> reasons.putAll(worker.paused()));
    return new PausedRoles(reasons);
  }

  /** Returns the reasons, in the order of the roles. */
  public Map<String, String> sorted() {
    return new TreeMap<>(reasons);
  }

  /**
   * Says of which roles no job is claimed, and why.
   *
   * @param roles all that there are
   * @return empty: jobs of all roles are claimed
   */
  public Optional<String> text(Collection<String> roles) {
    List<String> different = sorted().values().stream().distinct().toList();
    if (different.isEmpty()) {
      return Optional.empty();
    }
    if (different.size() == 1 && reasons.keySet().containsAll(roles)) {
      return Optional.of("takes no jobs: " + different.get(0));
    }
    return Optional.of(
        sorted().entrySet().stream()
            .map(paused -> "takes no jobs of " + paused.getKey() + ": " + paused.getValue())
            .collect(Collectors.joining("; ")));
  }
}
