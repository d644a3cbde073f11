// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.JobQueues;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Dead letters of one role or of all. */
final class DeadLetters {

  private DeadLetters() {}

  /**
   * Newest first for each queue.
   *
   * @param role null: all
   */
  static List<DeadLetter> of(Site site, String role) {
    JobQueues queues = new JobQueues(site.redis(), site.config().resultsKept());
    return roles(site.config(), role).stream()
        .map(Role::queue)
        .distinct()
        .flatMap(queue -> queues.dead(queue).stream())
        .toList();
  }

  /** The role of that name, or all of them when it is null. */
  static Collection<Role> roles(ClConfig config, String role) {
    if (role == null) {
      return config.roles().values();
    }
    return List.of(
        Optional.ofNullable(config.roles().get(role))
            .orElseThrow(
                () ->
                    Refusal.noSuchThing(
                        "cl: " + Nearest.unknown("role", role, config.roles().keySet()))));
  }
}
