// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.output.View;
import io.celeryroot.cli.run.CommandLineText;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code --beat --dry-run}: the runs of the next 24 hours, from the file alone. */
public final class BeatDryRun {

  private static final Duration AHEAD = Duration.ofHours(24);
  private static final int MOST_OF_ONE = 24 * 60;

  /** A schedule that is due more often fills the screen, and its first runs say it all. */
  private static final int MOST_SHOWN = 12;

  private static final int FIRST_SHOWN = 3;

  private record DueRun(
      Instant due, Schedule schedule, List<Target> targets, List<String> argv, String command) {

    ZonedDateTime local() {
      return due.atZone(schedule.zone());
    }

    Optional<String> skipped() {
      return schedule.openTimes().closedBy(due).map(reason -> "skipped (" + reason + ")");
    }

    boolean isInUtc() {
      return schedule.zone().equals(ClConfig.DEFAULT_TIMEZONE);
    }
  }

  /**
   * A row of the table.
   *
   * @param more number of runs that the row stands for; 0: it is one run
   */
  private record Row(DueRun run, long more) {

    Object ofRun(Function<DueRun, ?> value) {
      return more > 0 ? "" : value.apply(run);
    }

    String due() {
      return more > 0 ? "... " + more + " more" : Text.utc(run.due());
    }

    Object targets() {
      return more > 0
          ? run.schedule().timetable().describe() + " (--all shows them)"
          : run.targets().stream().map(Target::label).toList();
    }
  }

  private static final View<Row> ROWS =
      new View<Row>()
          .cell("DUE (UTC)", Row::due)
          .cell("SCHEDULE", row -> row.run().schedule().name())
          .cell("TASK", row -> row.run().schedule().task())
          .cell("TARGETS", Row::targets)
          .cell("QUEUES", row -> row.ofRun(r -> r.targets().stream().map(Target::list).toList()))
          .cell("COMMAND", row -> row.ofRun(run -> run.skipped().orElse(run.command())));

  private static final View<Target> JOBS =
      new View<Target>()
          .field("role", Target::role)
          .field("host", Target::host)
          .field("queue", Target::list);

  private static final View<DueRun> RUNS =
      new View<DueRun>()
          .field("due", DueRun::due)
          .field("local", run -> run.local().toString())
          .field("schedule", run -> run.schedule().name())
          .field("task", run -> run.schedule().task())
          .field("skipped", DueRun::skipped)
          .field("command", DueRun::argv)
          .field("conditions", run -> run.schedule().conditions().texts())
          .field("jobs", run -> JOBS.documents(run.targets()));

  private BeatDryRun() {}

  /**
   * Prints the runs.
   *
   * @param all whether the table shows each due instant of a schedule that is due often
   */
  public static void answer(Console console, ClConfig config, boolean all) {
    List<DueRun> runs =
        config.schedules().values().stream()
            .filter(Schedule::enabled)
            .flatMap(schedule -> runs(console, config, schedule))
            .sorted(Comparator.comparing(DueRun::due))
            .toList();
    console.answer(
        RUNS.documents(runs),
        () ->
            runs.isEmpty()
                ? "nothing is due in the next 24 hours\n"
                : view(runs).table(rows(runs, all), console.terminal()));
  }

  private static Stream<DueRun> runs(Console console, ClConfig config, Schedule schedule) {
    TaskDefinition task = NameLookup.task(config, schedule.task());
    Map<String, String> values = Parameters.bind(task, List.of(), schedule.params()).values();
    List<String> argv = Programs.display(task, values);
    String command = CommandLineText.of(task, values);
    // Hosts that only a glob names are known to Redis alone, which a dry run does not ask.
    TargetResolution resolution =
        Targets.resolve(config, schedule.targets(), schedule.runOn(), task.name(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> console.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    Instant now = console.now();
    return schedule.timetable().between(now, now.plus(AHEAD), MOST_OF_ONE).stream()
        .map(due -> new DueRun(due, schedule, resolution.targets(), argv, command));
  }

  private static View<Row> view(List<DueRun> runs) {
    boolean isConditional = runs.stream().anyMatch(run -> !run.schedule().conditions().isEmpty());
    View<Row> rows =
        isConditional
            ? ROWS.cell("IF", row -> row.ofRun(run -> run.schedule().conditions().text()))
            : ROWS;
    return runs.stream().allMatch(DueRun::isInUtc)
        ? rows
        : rows.cell("IN ITS ZONE", row -> row.ofRun(run -> run.isInUtc() ? "" : run.local()));
  }

  /** Counts the later runs of a schedule that is due often, unless all are wanted. */
  private static List<Row> rows(List<DueRun> runs, boolean all) {
    Map<Schedule, Long> counts =
        runs.stream().collect(Collectors.groupingBy(DueRun::schedule, Collectors.counting()));
    Map<Schedule, Integer> shown = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (DueRun run : runs) {
      long count = counts.get(run.schedule());
      int nth = shown.merge(run.schedule(), 1, Integer::sum);
      if (all || count <= MOST_SHOWN || nth <= FIRST_SHOWN) {
        rows.add(new Row(run, 0));
      } else if (nth == FIRST_SHOWN + 1) {
        rows.add(new Row(run, count - FIRST_SHOWN));
      }
    }
    return rows;
  }
}
