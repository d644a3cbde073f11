// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.output.View;
import io.celeryroot.cli.run.CommandLineText;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.DueInstants;
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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code --beat --dry-run}: the runs of the next 24 hours, from the file alone. */
public final class BeatDryRun implements Callable<Integer> {

  private static final Duration AHEAD = Duration.ofHours(24);
  private static final int MOST_OF_ONE = 24 * 60;

  /** A schedule that is due more often fills the screen, and its first runs say it all. */
  private static final int MOST_SHOWN = 12;

  private static final int FIRST_SHOWN = 3;

  private record DueRun(
      Instant due, Schedule schedule, List<Target> targets, List<String> argv, String command) {}

  /** A row of the table: a run, or the rest of a schedule. */
  private record Line(
      String due,
      Schedule schedule,
      String targets,
      List<String> queues,
      String command,
      Optional<ZonedDateTime> inZone) {

    static Line of(DueRun run) {
      Optional<ZonedDateTime> inZone =
          Optional.of(run.due().atZone(run.schedule().zone())).filter(at -> !isUtc(run.schedule()));
      return new Line(
          Text.utc(run.due()),
          run.schedule(),
          run.targets().stream().map(Target::label).collect(Collectors.joining(", ")),
          run.targets().stream().map(Target::list).toList(),
          run.command(),
          inZone);
    }

    static Line rest(Schedule schedule, long more) {
      return new Line(
          "... " + more + " more",
          schedule,
          schedule.cron().describe() + " (--all shows them)",
          List.of(),
          "",
          Optional.empty());
    }
  }

  private static final View<Line> LINES =
      new View<Line>()
          .cell("DUE (UTC)", Line::due)
          .cell("SCHEDULE", line -> line.schedule().name())
          .cell("TASK", line -> line.schedule().task())
          .cell("TARGETS", Line::targets)
          .cell("QUEUES", Line::queues)
          .cell("COMMAND", Line::command);

  private static final View<Target> JOBS =
      new View<Target>()
          .field("role", Target::role)
          .field("host", Target::host)
          .field("queue", Target::list);

  private static final View<DueRun> RUNS =
      new View<DueRun>()
          .field("due", DueRun::due)
          .field("local", run -> run.due().atZone(run.schedule().zone()).toString())
          .field("schedule", run -> run.schedule().name())
          .field("task", run -> run.schedule().task())
          .field("command", DueRun::argv)
          .field("jobs", run -> JOBS.documents(run.targets()));

  private final Console console;
  private final ClConfig config;
  private final boolean all;

  /**
   * A dry run.
   *
   * @param all whether the table shows each due instant of a schedule that is due often
   */
  public BeatDryRun(Console console, ClConfig config, boolean all) {
    this.console = console;
    this.config = config;
    this.all = all;
  }

  @Override
  public Integer call() {
    Instant now = console.now();
    List<DueRun> runs = new ArrayList<>();
    for (Schedule schedule : config.schedules().values()) {
      if (schedule.enabled()) {
        runs.addAll(runs(schedule, now));
      }
    }
    runs.sort(Comparator.comparing(DueRun::due));
    console.answer(RUNS.documents(runs), () -> text(runs));
    return ExitCode.YES;
  }

  private List<DueRun> runs(Schedule schedule, Instant now) {
    TaskDefinition task = NameLookup.task(config, schedule.task());
    Map<String, String> values = Parameters.bind(task, List.of(), schedule.params()).values();
    List<String> argv = Programs.display(task, values);
    String command = CommandLineText.of(task, values);
    List<Target> targets = targets(schedule);
    return DueInstants.between(schedule.cron(), schedule.zone(), now, now.plus(AHEAD), MOST_OF_ONE)
        .stream()
        .map(due -> new DueRun(due, schedule, targets, argv, command))
        .toList();
  }

  /** Hosts that only a glob names are known to Redis alone, which a dry run does not ask. */
  private List<Target> targets(Schedule schedule) {
    TargetResolution resolution =
        Targets.resolve(config, schedule.targets(), schedule.runOn(), schedule.task(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> console.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    return resolution.targets();
  }

  private String text(List<DueRun> runs) {
    if (runs.isEmpty()) {
      return "nothing is due in the next 24 hours\n";
    }
    View<Line> view = LINES;
    if (runs.stream().anyMatch(run -> !isUtc(run.schedule()))) {
      view = view.cell("IN ITS ZONE", Line::inZone);
    }
    return view.table(lines(runs), console.terminal());
  }

  /**
   * Shows the first runs of a schedule that is due often, then a line with the number of the rest.
   */
  private List<Line> lines(List<DueRun> runs) {
    Map<Schedule, Long> counts =
        runs.stream().collect(Collectors.groupingBy(DueRun::schedule, Collectors.counting()));
    Map<Schedule, Integer> shown = new HashMap<>();
    List<Line> lines = new ArrayList<>();
    for (DueRun run : runs) {
      long count = counts.get(run.schedule());
      int nth = shown.merge(run.schedule(), 1, Integer::sum);
      if (all || count <= MOST_SHOWN || nth <= FIRST_SHOWN) {
        lines.add(Line.of(run));
      } else if (nth == FIRST_SHOWN + 1) {
        lines.add(Line.rest(run.schedule(), count - FIRST_SHOWN));
      }
    }
    return lines;
  }

  private static boolean isUtc(Schedule schedule) {
    return schedule.zone().equals(ClConfig.DEFAULT_TIMEZONE);
  }
}
