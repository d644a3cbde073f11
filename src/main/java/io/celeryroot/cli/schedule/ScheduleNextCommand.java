// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.ClosedTimes;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.text.UnreadableValue;
import io.celeryroot.view.View;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl schedule next}: due instants to come, of schedules or of an expression. */
@Command(
    description = "Shows when schedules are due next; reads the file only.",
    footer = {"", "Example: cl schedule next --cron \"30 2 * * *\" --timezone Europe/Berlin -n 3"})
public final class ScheduleNextCommand extends ConsoleCommand {

  private static final int MOST = 10_000;

  private static final View<Due> START =
      new View<Due>().field("due", Due::at).field("host", Due::host).field("start", Due::start);

  /**
   * Due instants to come.
   *
   * @param schedule empty: an expression of the command line
   * @param closed tells what calendars close; empty: there is no schedule
   * @param hosts labels of its targets, if they are wanted; otherwise one that is empty
   */
  private record Upcoming(
      Optional<Schedule> schedule,
      Optional<ClosedTimes> closed,
      ZoneId zone,
      List<Instant> due,
      List<String> hosts) {

    Optional<String> name() {
      return schedule.map(Schedule::name);
    }

    Optional<String> skipped(Instant at) {
      return closed.flatMap(times -> times.describe(schedule.orElseThrow(), at));
    }

    boolean isSkipped(Instant at) {
      return closed.flatMap(times -> times.ofWhole(schedule.orElseThrow(), at)).isPresent();
    }

    Conditions conditions() {
      return schedule.map(Schedule::conditions).orElse(Conditions.NONE);
    }

    Instant start(Instant at, String host) {
      return schedule.filter(one -> !host.isEmpty()).map(one -> one.start(at, host)).orElse(at);
    }
  }

  private record Due(Upcoming of, Instant at, String host) {

    boolean isOfHost() {
      return !host.isEmpty();
    }

    Instant start() {
      return of.start(at, host);
    }
  }

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
  private ZoneId zone;

  @Option(names = "--hosts", description = "Show when each host starts, which splay spreads.")
  private boolean hosts;

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
            .cell("DUE (UTC)", Due::at);
    if (hosts) {
      table =
          table
              .cell("HOST", Due::host)
              .cell("STARTS (UTC)", due -> due.isOfHost() ? due.start() : "");
    }
    table =
        table.cell(
            "",
            due ->
                due.of()
                    .skipped(due.at())
                    .orElseGet(() -> Text.relative(due.start(), console.now())));
    if (upcoming.stream().anyMatch(one -> !one.zone().equals(ClConfig.DEFAULT_TIMEZONE))) {
      table = table.cell("IN ITS ZONE", due -> due.at().atZone(due.of().zone()));
    }
    if (upcoming.stream().anyMatch(one -> !one.conditions().isEmpty())) {
      table = table.cell("IF", due -> due.of().conditions().text());
    }
    View<Upcoming> view =
        new View<Upcoming>()
            .field("schedule", Upcoming::name)
            .field("due", Upcoming::due)
            .field("skipped", ScheduleNextCommand::skipped)
            .field("conditions", one -> one.conditions().texts());
    if (hosts) {
      view = view.field("starts", u -> START.documents(rows(u).filter(Due::isOfHost).toList()));
    }
    return view.withTable(
        table,
        all ->
            all.stream()
                .flatMap(ScheduleNextCommand::rows)
                .sorted(Comparator.comparing(Due::at))
                .toList());
  }

  /** Due instants at which no run starts. */
  private static List<Instant> skipped(Upcoming upcoming) {
    return upcoming.due().stream().filter(upcoming::isSkipped).toList();
  }

  /** One row for each due instant, or for each host of it. */
  private static Stream<Due> rows(Upcoming upcoming) {
    return upcoming.due().stream()
        .flatMap(at -> upcoming.hosts().stream().map(host -> new Due(upcoming, at, host)));
  }

  private Upcoming ofExpression() {
    CommandFailure.refuseIf(hosts, "cl: --hosts goes with schedules of the file, not with --cron");
    CommandFailure.refuseIf(
        name != null, "cl: \"%s\" and --cron given; fix: give one of them", name);
    ZoneId readIn = zone == null ? ClConfig.DEFAULT_TIMEZONE : zone;
    try {
      CronExpression parsed = CronExpression.parse(cron);
      parsed.doubts().stream()
          .map(doubt -> "cl: --cron: " + doubt.message() + "\n    fix: " + doubt.hint())
          .forEach(console::say);
      return upcoming(
          Optional.empty(), Optional.empty(), new CronTimes(parsed, readIn), List.of(""));
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --cron: %s\n    fix: %s", Printable.line(e.getMessage()), e.hint());
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
    if (name != null && wanted.stream().anyMatch(Schedule::isByHand)) {
      console.say("cl: " + name + " has no cron; start it with: cl schedule run " + name);
      return List.of();
    }
    Optional<ClosedTimes> closed = Optional.of(new ClosedTimes(config));
    return wanted.stream()
        .filter(Schedule::enabled)
        .filter(one -> !one.isByHand())
        .map(one -> upcoming(Optional.of(one), closed, one.timetable(), targets(config, one)))
        .toList();
  }

  /** Labels of the targets that the file names; hosts of globs are known to Redis alone. */
  private List<String> targets(ClConfig config, Schedule schedule) {
    if (!hosts) {
      return List.of("");
    }
    if (schedule.workflow().isPresent()) {
      console.say("cl: " + schedule.name() + ": its hosts start one step or wave after the other");
      return List.of("");
    }
    TargetResolution resolution =
        Targets.resolve(config, schedule.targets(), schedule.runOn(), schedule.task(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> console.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    List<String> labels = resolution.targets().stream().map(Target::label).toList();
    return labels.isEmpty() ? List.of("") : labels;
  }

  private Upcoming upcoming(
      Optional<Schedule> schedule,
      Optional<ClosedTimes> closed,
      Timetable timetable,
      List<String> targets) {
    Instant after = from == null ? console.now() : from;
    return new Upcoming(
        schedule, closed, timetable.zone(), timetable.between(after, Instant.MAX, count), targets);
  }
}
