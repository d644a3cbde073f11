// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.JobQueues;
import java.util.Collection;
import java.util.List;

/** Dead letters of one role or of all. */
final class DeadLetters {

  private DeadLetters() {}

  /**
   * Reads dead letters, the newest of each queue first.
   *
   * @param role null: all
   */
  static List<DeadLetter> of(SiteConnection site, String role) {
    JobQueues queues = new JobQueues(site.redis(), site.config().resultsKept());
    ClConfig config = site.config();
    Collection<Role> roles =
        role == null ? config.roles().values() : List.of(NameLookup.role(config, role));
    return roles.stream()
        .map(Role::queue)
        .distinct()
        .flatMap(queue -> queues.dead(queue).stream())
        .toList();
  }
}
