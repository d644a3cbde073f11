// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.text.Printable;
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
    DeadLetterQueue letters = new DeadLetterQueue(site.redis(), site.config().resultsKept());
    ClConfig config = site.config();
    Collection<Role> roles =
        role == null ? config.roles().values() : List.of(NameLookup.role(config, role));
    return roles.stream()
        .map(Role::queue)
        .distinct()
        .flatMap(queue -> letters.read(queue).stream())
        .toList();
  }

  /**
   * Finds dead letters by their IDs, or by IDs with times. Says which are gone, and ends the
   * command if all are.
   *
   * @param role null: all
   */
  static List<DeadLetter> named(
      Console console, SiteConnection site, String role, Collection<String> names) {
    List<DeadLetter> named =
        of(site, role).stream().filter(letter -> names.stream().anyMatch(letter::isNamed)).toList();
    for (String name : missing(named, names)) {
      String shown = Printable.line(name);
      if (named.isEmpty()) {
        throw CommandFailure.noSuchThing(
            "cl: no dead letter \"%s\"\n    see: cl queue dead", shown);
      }
      console.say("cl: no dead letter \"%s\" any more", shown);
    }
    return named;
  }

  /** Returns the names that are those of no letter. */
  static List<String> missing(Collection<DeadLetter> letters, Collection<String> names) {
    return names.stream()
        .filter(name -> letters.stream().noneMatch(letter -> letter.isNamed(name)))
        .distinct()
        .toList();
  }
}
