// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.output.View;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.text.Printable;
import io.celeryroot.text.UnreadableValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl schedule next}: due instants to come, of schedules or of an expression. */
@Command(
    description = "Shows when schedules are due next; reads the file only.",
    footer = {"", "Example: cl schedule next --cron \"30 2 * * *\" --timezone Europe/Berlin -n 3"})
public final class ScheduleNextCommand extends ConsoleCommand {

  private static final int MOST = 10_000;

  private record Upcoming(Optional<String> name, ZoneId zone, List<Instant> due) {}

  private record Due(Upcoming of, Instant at) {}

  @Parameters(
      arity = "0..1",
      paramLabel = "SCHEDULE",
      description = "One schedule (default: all that are enabled).")
  private String name;

  @Option(
      names = "-n",
      paramLabel = "COUNT",
      defaultValue = "5",
      description = "How many due instants of each (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "After this instant, such as 2026-11-24T02:00:00Z (default: now).")
  private Instant from;

  @Option(
      names = "--cron",
      paramLabel = "EXPR",
      description = "A cron expression instead of the schedules of the file.")
  private String cron;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "With --cron: its zone (default: UTC).")
  private String zone;

  @Override
  protected boolean run() {
    CommandFailure.refuseIf(count < 1 || count > MOST, "cl: -n %s; need 1 to %s", count, MOST);
    List<Upcoming> upcoming = cron == null ? ofFile() : List.of(ofExpression());
    upcoming.stream()
        .filter(one -> one.due().isEmpty())
        .forEach(one -> console.say("cl: " + one.name().orElse(cron) + " is never due"));
    console.answer(view(upcoming), upcoming);
    return cron == null || !upcoming.get(0).due().isEmpty();
  }

  private View<Upcoming> view(List<Upcoming> upcoming) {
    View<Due> table =
        new View<Due>()
            .cell("SCHEDULE", due -> due.of().name().orElse(cron))
            .cell("DUE (UTC)", Due::at)
            .cell("", due -> Text.relative(due.at(), console.now()));
    if (upcoming.stream().anyMatch(one -> !one.zone().equals(ClConfig.DEFAULT_TIMEZONE))) {
      table = table.cell("IN ITS ZONE", due -> due.at().atZone(due.of().zone()));
    }
    return new View<Upcoming>()
        .field("schedule", Upcoming::name)
        .field("due", Upcoming::due)
        .withTable(
            table,
            all -> all.stream().flatMap(u -> u.due().stream().map(at -> new Due(u, at))).toList());
  }

  private Upcoming ofExpression() {
    CommandFailure.refuseIf(
        name != null, "cl: \"%s\" and --cron given; fix: give one of them", name);
    ZoneId readIn = zone == null ? ClConfig.DEFAULT_TIMEZONE : zone(zone);
    try {
      return upcoming(Optional.empty(), new CronTimes(CronExpression.parse(cron), readIn));
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --cron: %s: \"%s\"\n    fix: %s", e.getMessage(), Printable.line(cron), e.hint());
    }
  }

  private List<Upcoming> ofFile() {
    CommandFailure.refuseIf(zone != null, "cl: --timezone goes with --cron only");
    ClConfig config = ConfigLoader.load(console);
    Collection<Schedule> wanted =
        name == null ? config.schedules().values() : List.of(NameLookup.schedule(config, name));
    if (name != null && wanted.stream().noneMatch(Schedule::enabled)) {
      console.say("cl: " + name + " is disabled in the file and never due");
    }
    return wanted.stream()
        .filter(Schedule::enabled)
        .map(one -> upcoming(Optional.of(one.name()), one.timetable()))
        .toList();
  }

  private Upcoming upcoming(Optional<String> name, Timetable timetable) {
    Instant after = from == null ? console.now() : from;
    return new Upcoming(
        name, timetable.zone(), timetable.between(after, Instant.MAX, count));
  }

  private static ZoneId zone(String id) {
    try {
      return TimeZones.parse(id);
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --timezone: %s: \"%s\"\n    fix: %s", e.getMessage(), Printable.line(id), e.hint());
    }
  }
}
