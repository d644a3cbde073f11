// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.Schedule;
import io.celeryroot.view.View;
import io.celeryroot.view.site.ScheduleViews;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code cl config schedules}: the schedules of the file. */
@Command(
    description = "Lists the schedules of cl.yaml and when each is due next.",
    footer = {"", "Example: cl config schedules"})
public final class ConfigSchedulesCommand extends ConsoleCommand {

  @Override
  protected boolean run() {
    View<Schedule> view =
        new View<Schedule>()
            .column("schedule", "SCHEDULE", Schedule::name)
            .field("task", schedule -> Optional.of(schedule.task()).filter(name -> !name.isEmpty()))
            .cell("TASK", Schedule::tasks)
            .field("tasks", Schedule::tasks)
            .column("targets", "TARGETS", Schedule::allTargets)
            .field("cron", ScheduleViews::cron)
            .column("due", "DUE", schedule -> schedule.timetable().text())
            .column("timezone", "ZONE", schedule -> schedule.zone().getId())
            .field("enabled", Schedule::enabled)
            .column("next", "NEXT DUE (UTC)", this::next, this::nextText)
            .column("when", "WHEN", schedule -> schedule.timetable().describe())
            .field("conditions", schedule -> schedule.conditions().texts())
            .field("description", Schedule::description);
    console.answer(view, ConfigLoader.load(console).schedules().values());
    return true;
  }

  private Object nextText(Schedule schedule) {
    String none = schedule.isByHand() ? "by hand" : "never";
    return next(schedule).<Object>map(at -> at).orElse(schedule.enabled() ? none : "disabled");
  }

  private Optional<Instant> next(Schedule schedule) {
    return schedule.enabled() ? schedule.nextRun(console.now()) : Optional.empty();
  }
}
