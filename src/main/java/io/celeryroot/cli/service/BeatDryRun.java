// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.run.CommandLineText;
import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.ClosedTimes;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
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

  /** One that is due more often than each minute is cut after so many. */
  private static final int MOST_OF_ONE = 24 * 60 + 1;

  /** A schedule that is due more often fills the screen, and its first runs say it all. */
  private static final int MOST_SHOWN = 12;

  private static final int FIRST_SHOWN = 3;

  /** The jobs of a schedule, or of one of its steps. */
  private record DueStep(int number, Step step, List<Target> targets, TaskText text) {

    String task(DueRun run) {
      String waves = step.batch().map(size -> " (batch " + size + ")").orElse("");
      return (run.steps().size() == 1 ? "" : number + " ") + step.task() + waves;
    }

    List<Job> jobs(DueRun run) {
      return targets.stream().map(target -> new Job(target, run.start(target))).toList();
    }

    String conditions(DueRun run) {
      return Stream.concat(
              Stream.of(run.schedule().conditions())
                  .filter(some -> !some.isEmpty())
                  .map(Conditions::text),
              step.conditions().stream())
          .collect(Collectors.joining(", "));
    }
  }

  /** A job to come, and when it starts, unless it waits for others. */
  private record Job(Target target, Instant start) {}

  /** The command of a task for programs and for people. */
  private record TaskText(List<String> argv, String command) {}

  /**
   * A run to come.
   *
   * @param skipped words for what of it calendars keep from starting; empty: nothing
   */
  private record DueRun(
      Instant due, Schedule schedule, List<DueStep> steps, Optional<String> skipped) {

    ZonedDateTime local() {
      return due.atZone(schedule.zone());
    }

    Instant start(Target target) {
      return schedule.start(due, target.label());
    }

    boolean isInUtc() {
      return schedule.zone().equals(ClConfig.DEFAULT_TIMEZONE);
    }

    boolean isConditional() {
      return steps.stream().anyMatch(step -> !step.conditions(this).isEmpty());
    }
  }

  /**
   * A row of the table.
   *
   * @param more number of runs that the row stands for; 0: it is one run
   */
  private record Row(DueRun run, DueStep step, long more) {

    boolean isFirst() {
      return step.number() == 1;
    }

    Object ofStep(Function<DueStep, ?> value) {
      return more > 0 ? "" : value.apply(step);
    }

    String due() {
      String first = isFirst() ? Text.utc(run.due()) : "";
      boolean isCut = more == MOST_OF_ONE - FIRST_SHOWN;
      return more > 0 ? "... " + (isCut ? "and more" : more + " more") : first;
    }

    String schedule() {
      return isFirst() ? run.schedule().name() : "";
    }

    Object task() {
      return more > 0 ? run.schedule().tasks() : step.task(run);
    }

    Object targets() {
      return more > 0
          ? run.schedule().timetable().describe() + " (--all shows them)"
          : step.targets().stream().map(Target::label).toList();
    }

    String command() {
      return more > 0 ? "" : run.skipped().orElse(step.text().command());
    }

    Object local() {
      return more > 0 || run.isInUtc() || !isFirst() ? "" : run.local();
    }
  }

  private static final View<Row> ROWS =
      new View<Row>()
          .cell("DUE (UTC)", Row::due)
          .cell("SCHEDULE", Row::schedule)
          .cell("TASK", Row::task)
          .cell("TARGETS", Row::targets)
          .cell("QUEUES", row -> row.ofStep(s -> s.targets().stream().map(Target::list).toList()))
          .cell("COMMAND", Row::command);

  private static final View<Job> JOBS =
      new View<Job>()
          .field("role", job -> job.target().role())
          .field("host", job -> job.target().host())
          .field("queue", job -> job.target().list())
          .field("start", Job::start);

  private static final View<Target> STEP_JOBS =
      new View<Target>()
          .field("role", Target::role)
          .field("host", Target::host)
          .field("queue", Target::list);

  private static final View<DueStep> STEPS =
      new View<DueStep>()
          .field("step", DueStep::number)
          .field("task", step -> step.step().task())
          .field("always", step -> step.step().always())
          .field("batch", step -> step.step().batch().map(Object::toString))
          .field("command", step -> step.text().argv())
          .field("conditions", step -> step.step().conditions())
          .field("jobs", step -> STEP_JOBS.documents(step.targets()));

  private static final View<DueRun> RUNS =
      new View<DueRun>()
          .field("due", DueRun::due)
          .field("local", run -> run.local().toString())
          .field("schedule", run -> run.schedule().name())
          .field("task", run -> single(run).map(step -> step.step().task()))
          .field("skipped", DueRun::skipped)
          .field("command", run -> single(run).map(step -> step.text().argv()).orElse(List.of()))
          .field("conditions", run -> run.schedule().conditions().texts())
          .field("jobs", run -> JOBS.documents(jobs(run)))
          .field(
              "steps", run -> single(run).isPresent() ? List.of() : STEPS.documents(run.steps()));

  private BeatDryRun() {}

  private static Optional<DueStep> single(DueRun run) {
    return Optional.of(run)
        .filter(one -> one.schedule().workflow().isEmpty())
        .map(one -> one.steps().get(0));
  }

  private static List<Job> jobs(DueRun run) {
    return single(run).map(step -> step.jobs(run)).orElse(List.of());
  }

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
    ClosedTimes closed = new ClosedTimes(config);
    List<DueStep> steps = new ArrayList<>();
    schedule
        .steps()
        .forEach(step -> steps.add(dueStep(console, config, schedule, step, steps.size() + 1)));
    Instant now = console.now();
    List<Instant> all = schedule.timetable().between(now, now.plus(AHEAD), MOST_OF_ONE);
    if (all.size() == MOST_OF_ONE) {
      console.say("cl: schedule %s: only its first %d runs", schedule.name(), MOST_OF_ONE);
    }
    return all.stream()
        .map(due -> new DueRun(due, schedule, steps, closed.describe(schedule, due)));
  }

  private static DueStep dueStep(
      Console console, ClConfig config, Schedule schedule, Step step, int number) {
    TaskDefinition task = NameLookup.task(config, step.task());
    Map<String, String> values = Parameters.bind(task, List.of(), step.params()).values();
    // Hosts that only a glob names are known to Redis alone, which a dry run does not ask.
    TargetResolution resolution =
        Targets.resolve(config, step.targets(), step.runOn(), task.name(), Set.of());
    resolution
        .problems()
        .forEach(
            problem -> console.say("cl: schedule " + schedule.name() + ": " + problem.message()));
    TaskText text = new TaskText(Programs.display(task, values), CommandLineText.of(task, values));
    return new DueStep(number, step, resolution.targets(), text);
  }

  private static View<Row> view(List<DueRun> runs) {
    View<Row> rows = ROWS;
    if (runs.stream().anyMatch(run -> run.schedule().splay().isPresent())) {
      rows = rows.cell("STARTS (UTC)", row -> row.ofStep(step -> starts(row.run(), step)));
    }
    if (runs.stream().anyMatch(DueRun::isConditional)) {
      rows = rows.cell("IF", row -> row.ofStep(step -> step.conditions(row.run())));
    }
    return runs.stream().allMatch(DueRun::isInUtc) ? rows : rows.cell("IN ITS ZONE", Row::local);
  }

  /** Starts of the targets, in their order, if splay spreads them. */
  private static List<Instant> starts(DueRun run, DueStep step) {
    return run.schedule().splay().isEmpty()
        ? List.of()
        : step.targets().stream().map(run::start).toList();
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
        run.steps().forEach(step -> rows.add(new Row(run, step, 0)));
      } else if (nth == FIRST_SHOWN + 1) {
        rows.add(new Row(run, run.steps().get(0), count - FIRST_SHOWN));
      }
    }
    return rows;
  }
}
