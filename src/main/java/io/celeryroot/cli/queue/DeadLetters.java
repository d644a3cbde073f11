// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
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

  /** Finds dead letters by their IDs. */
  static List<DeadLetter> named(SiteConnection site, String role, Collection<String> ids) {
    List<DeadLetter> named =
        of(site, role).stream()
            .filter(letter -> letter.id().filter(ids::contains).isPresent())
            .toList();
    checkAllFound(named, ids);
    return named;
  }

  /** Ends the command if an ID is that of no dead letter. */
  static void checkAllFound(Collection<DeadLetter> letters, Collection<String> ids) {
    for (String id : ids) {
      if (letters.stream().noneMatch(letter -> letter.id().equals(Optional.of(id)))) {
        throw CommandFailure.noSuchThing("cl: no dead letter \"%s\"\n    see: cl queue dead", id);
      }
    }
  }
}
