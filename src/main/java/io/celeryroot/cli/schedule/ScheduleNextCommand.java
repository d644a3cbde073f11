// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.output.View;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.CronSyntaxException;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl schedule next}: due instants to come, of schedules or of an expression. */
@Command(
    name = "next",
    sortOptions = false,
    description = "Shows when schedules are due next; reads the file only.",
    footer = {"", "Example: cl schedule next --cron \"30 2 * * *\" --timezone Europe/Berlin -n 3"})
final class ScheduleNextCommand extends ConsoleCommand {

  private static final int MOST = 10_000;

  private record Upcoming(Optional<String> name, ZoneId zone, List<Instant> due) {}

  private record Due(Upcoming of, Instant at) {}

  private static final View<Upcoming> UPCOMING =
      new View<Upcoming>().field("schedule", Upcoming::name).field("due", Upcoming::due);

  @Parameters(
      arity = "0..1",
      paramLabel = "SCHEDULE",
      description = "One schedule (default: all that are enabled).")
  private String name;

  @Option(
      names = "-n",
      order = 1,
      paramLabel = "COUNT",
      defaultValue = "5",
      description = "How many due instants of each (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--from",
      order = 2,
      paramLabel = "INSTANT",
      description = "After this instant, such as 2026-11-24T02:00:00Z (default: now).")
  private Instant from;

  @Option(
      names = "--cron",
      order = 3,
      paramLabel = "EXPR",
      description = "A cron expression instead of the schedules of the file.")
  private String cron;

  @Option(
      names = "--timezone",
      order = 4,
      paramLabel = "ZONE",
      description = "With --cron: its zone (default: UTC).")
  private String zone;

  ScheduleNextCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (count < 1 || count > MOST) {
      throw CommandFailure.wrongCommandLine("cl: -n " + count + "; need 1 to " + MOST);
    }
    List<Upcoming> upcoming = cron == null ? ofFile() : List.of(ofExpression());
    console.answer(UPCOMING.documents(upcoming), () -> table(upcoming));
    return ExitCode.YES;
  }

  private Upcoming ofExpression() {
    if (name != null) {
      throw CommandFailure.wrongCommandLine(
          "cl: \"" + name + "\" and --cron given; fix: give one of them");
    }
    ZoneId readIn = zone == null ? ClConfig.DEFAULT_TIMEZONE : zone(zone);
    try {
      return upcoming(Optional.empty(), CronExpression.parse(cron), readIn);
    } catch (CronSyntaxException e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --cron: "
              + e.message()
              + ": \""
              + Printable.line(cron)
              + "\"\n    fix: "
              + e.hint());
    }
  }

  private List<Upcoming> ofFile() {
    if (zone != null) {
      throw CommandFailure.wrongCommandLine("cl: --timezone goes with --cron only");
    }
    ClConfig config = ConfigLoader.load(console);
    List<Upcoming> upcoming = new ArrayList<>();
    for (Schedule schedule : wanted(config)) {
      if (schedule.enabled()) {
        upcoming.add(upcoming(Optional.of(schedule.name()), schedule.cron(), schedule.zone()));
      } else if (name != null) {
        console.say("cl: " + name + " is disabled in the file and never due");
      }
    }
    return upcoming;
  }

  private Collection<Schedule> wanted(ClConfig config) {
    return name == null ? config.schedules().values() : List.of(NameLookup.schedule(config, name));
  }

  private Upcoming upcoming(Optional<String> name, CronExpression expression, ZoneId zone) {
    Instant after = from == null ? console.now() : from;
    return new Upcoming(
        name, zone, DueInstants.between(expression, zone, after, Instant.MAX, count));
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --timezone: no zone \""
              + Printable.line(id)
              + "\""
              + Suggestion.of(id, ZoneId.getAvailableZoneIds())
              + "\n    fix: an IANA name, such as Europe/Berlin");
    }
  }

  private String table(List<Upcoming> upcoming) {
    View<Due> view =
        new View<Due>()
            .cell("SCHEDULE", due -> due.of().name().orElse(cron))
            .cell("DUE (UTC)", Due::at)
            .cell("", due -> Text.relative(due.at(), console.now()));
    if (upcoming.stream().anyMatch(u -> !u.zone().equals(ClConfig.DEFAULT_TIMEZONE))) {
      view = view.cell("IN ITS ZONE", due -> due.at().atZone(due.of().zone()));
    }
    List<Due> lines = new ArrayList<>();
    for (Upcoming one : upcoming) {
      one.due().forEach(at -> lines.add(new Due(one, at)));
      if (one.due().isEmpty()) {
        console.say("cl: " + one.name().orElse(cron) + " is never due");
      }
    }
    return view.table(lines, console.terminal());
  }
}
