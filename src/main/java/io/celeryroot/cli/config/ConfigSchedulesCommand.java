// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.output.Table;
import io.celeryroot.cli.output.Text;
import io.celeryroot.config.Schedule;
import io.celeryroot.cron.DueInstants;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl config schedules}: the schedules of the file. */
@Command(
    name = "schedules",
    sortOptions = false,
    description = "Lists the schedules of cl.yaml and when each is due next.",
    footer = {"", "Example: cl config schedules"})
final class ConfigSchedulesCommand implements Callable<Integer> {

  private final Console console;

  ConfigSchedulesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Collection<Schedule> schedules = ConfigLoader.load(console).schedules().values();
    console.answer(
        schedules.stream().map(this::document).toList(),
        () -> table(schedules).render(console.terminal()));
    return ExitCode.YES;
  }

  private Table table(Collection<Schedule> schedules) {
    Table table =
        new Table("SCHEDULE", "TASK", "TARGETS", "CRON", "ZONE", "NEXT DUE (UTC)", "WHEN");
    for (Schedule schedule : schedules) {
      table.row(
          schedule.name(),
          schedule.task(),
          String.join(", ", schedule.targets()),
          schedule.cron().text(),
          schedule.zone().getId(),
          next(schedule).map(Text::utc).orElse(schedule.enabled() ? "never" : "disabled"),
          schedule.cron().describe());
    }
    return table;
  }

  private Map<String, Object> document(Schedule schedule) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schedule", schedule.name());
    document.put("task", schedule.task());
    document.put("targets", schedule.targets());
    document.put("cron", schedule.cron().text());
    document.put("timezone", schedule.zone().getId());
    document.put("enabled", schedule.enabled());
    document.put("next", next(schedule).map(Text::utc));
    document.put("when", schedule.cron().describe());
    document.put("description", schedule.description());
    return document;
  }

  private Optional<Instant> next(Schedule schedule) {
    return schedule.enabled()
        ? DueInstants.next(schedule.cron(), schedule.zone(), console.now())
        : Optional.empty();
  }
}
