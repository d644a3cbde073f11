// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import java.util.List;
import java.util.Optional;

/**
 * A queue that a command line names, by itself or by its role.
 *
 * @param queue Redis list
 * @param label with its roles, for the reader
 */
record QueueName(String queue, String label) {

  /** Finds a queue; a name of neither a role nor a queue ends the command. */
  static QueueName of(ClConfig config, String name) {
    return find(config, name).orElseGet(() -> found(config, NameLookup.role(config, name).queue()));
  }

  /** Finds a queue, also one that no role of the file has. */
  static QueueName ofAny(ClConfig config, String name) {
    return find(config, name).orElseGet(() -> new QueueName(name, "queue " + name));
  }

  private static Optional<QueueName> find(ClConfig config, String name) {
    return Optional.ofNullable(config.roles().get(name))
        .map(Role::queue)
        .or(() -> config.rolesOfQueue(name).stream().map(Role::queue).findFirst())
        .map(queue -> found(config, queue));
  }

  private static QueueName found(ClConfig config, String queue) {
    List<String> roles = config.rolesOfQueue(queue).stream().map(Role::name).toList();
    return new QueueName(
        queue,
        "queue "
            + queue
            + (roles.size() == 1 ? " of role " : " of roles ")
            + String.join(", ", roles));
  }
}
