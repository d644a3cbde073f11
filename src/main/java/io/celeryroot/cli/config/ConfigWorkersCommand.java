// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.output.Table;
import io.celeryroot.config.Role;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl config workers}: the roles of the file. */
@Command(
    name = "workers",
    sortOptions = false,
    description = "Lists the roles of cl.yaml with their hosts and queues.",
    footer = {"", "Example: cl config workers"})
final class ConfigWorkersCommand implements Callable<Integer> {

  private final Console console;

  ConfigWorkersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Collection<Role> roles = ConfigLoader.load(console).roles().values();
    console.answer(
        roles.stream().map(ConfigWorkersCommand::document).toList(),
        () -> table(roles).render(console.terminal()));
    return ExitCode.YES;
  }

  private static Table table(Collection<Role> roles) {
    Table table = new Table("ROLE", "HOSTS", "QUEUE", "RUN ON", "CONCURRENCY", "TASKS");
    for (Role role : roles) {
      table.row(
          role.name(),
          String.join(", ", role.hostnames()),
          role.queue(),
          role.runOn().name().toLowerCase(Locale.ROOT),
          role.concurrency().isPresent() ? role.concurrency().getAsInt() : "cores",
          role.tasks().isEmpty() ? "all" : String.join(", ", role.tasks()));
    }
    return table;
  }

  private static Map<String, Object> document(Role role) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("role", role.name());
    document.put("hostnames", role.hostnames());
    document.put("queue", role.queue());
    document.put("run_on", role.runOn().name().toLowerCase(Locale.ROOT));
    document.put(
        "concurrency", role.concurrency().isPresent() ? role.concurrency().getAsInt() : null);
    document.put("tasks", role.tasks());
    document.put("description", role.description());
    return document;
  }
}
