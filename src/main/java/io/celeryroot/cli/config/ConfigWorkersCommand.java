// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.Role;
import io.celeryroot.view.View;
import picocli.CommandLine.Command;

/** {@code cl config workers}: the roles of the file. */
@Command(
    description = "Lists the roles of cl.yaml with their hosts and queues.",
    footer = {"", "Example: cl config workers"})
public final class ConfigWorkersCommand extends ConsoleCommand {

  private static final View<Role> ROLES =
      new View<Role>()
          .column("role", "ROLE", Role::name)
          .column("hostnames", "HOSTS", Role::hostnames)
          .column("queue", "QUEUE", Role::queue)
          .column("run_on", "RUN ON", Role::runOn)
          .column(
              "concurrency", "CONCURRENCY", Role::concurrency, ConfigWorkersCommand::concurrency)
          .column(
              "tasks", "TASKS", Role::tasks, role -> role.tasks().isEmpty() ? "all" : role.tasks())
          .field("description", Role::description);

  @Override
  protected boolean run() {
    console.answer(ROLES, ConfigLoader.load(console).roles().values());
    return true;
  }

  private static Object concurrency(Role role) {
    return role.concurrency().isPresent() ? role.concurrency() : "cores";
  }
}
