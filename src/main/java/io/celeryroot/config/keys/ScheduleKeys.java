// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.AfterBlackout;
import io.celeryroot.config.CatchUp;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.keys.notify.WatchKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.cron.timetable.Reopening;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.cron.timetable.Timetable;
import io.celeryroot.text.Quote;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Keys of a schedule, and of the defaults of schedules. */
public final class ScheduleKeys {

  private static final Key<Schedule, String> TASK =
      Key.<Schedule, String>optional(
              "task",
              Types.NAME,
              schedule -> Optional.of(schedule.task()).filter(task -> !task.isEmpty()))
          .withDefaultText("**required**, or `tasks`")
          .meaning("A task of this file, or a built-in one.");

  private static final StepKeys.Call<Schedule> CALL =
      StepKeys.Call.of(
          StepKeys.Call.<Schedule>targets(Schedule::targets)
              .withDefaultText("**required** with `task`"),
          Schedule::params,
          ScheduleKeys::ownStep);

  private static final Key<Schedule, List<Values>> STEPS =
      Key.<Schedule, List<Values>>hidden("tasks", StepKeys.STEPS)
          .meaning(
              "In place of `task`: the steps of a workflow, in their order. `overlap` and"
                  + " `catch_up` count the whole workflow as the run of the schedule.");

  private static final Key<Schedule, Duration> TIMEOUT =
      Key.<Schedule, Duration>optional(
              "timeout",
              Types.POSITIVE_DURATION,
              schedule -> schedule.workflow().flatMap(Workflow::timeout))
          .withDefaultText("none")
          .meaning(
              "With `tasks`: longest time of the whole workflow. After it, the step that runs is"
                  + " cancelled and the rest skipped; steps with `always` run.");

  private static final Key<Schedule, Boolean> ENABLED =
      Key.of("enabled", Types.FLAG, Schedule::enabled)
          .withDefault(Schedule.DEFAULT_ENABLED)
          .meaning("With `false` it is never due and misses nothing.");

  private static final Key<Schedule, CatchUp> CATCH_UP =
      Key.of("catch_up", Types.choice(CatchUp.class), Schedule::catchUp)
          .withDefault(Schedule.DEFAULT_CATCH_UP)
          .meaning(
              "Policy for due instants that passed while no Beat ran. `skip`: none runs; `latest`:"
                  + " the latest runs; `all`: all run, oldest first. The others are recorded as"
                  + " missed. With `all` and `overlap: skip`, the default, a run is skipped on a"
                  + " host where the one before has not ended; `overlap: queue` runs them one after"
                  + " the other.");

  private static final Key<Schedule, Duration> CATCH_UP_WINDOW =
      Key.of("catch_up_window", Types.POSITIVE_DURATION, Schedule::catchUpWindow)
          .withDefault(Schedule.DEFAULT_CATCH_UP_WINDOW)
          .meaning(
              "Age up to which due instants are caught up; older ones are recorded as missed.");

  private static final Key<Schedule, Overlap> OVERLAP =
      Key.of("overlap", Types.choice(Overlap.class), Schedule::overlap)
          .withDefault(Schedule.DEFAULT_OVERLAP)
          .meaning(
              "Policy for a run that is due on a host where the last one has not ended. `allow`:"
                  + " both run; `skip`: the new one ends as skipped; `queue`: it waits; `replace`:"
                  + " the last one is cancelled, then the new one starts. A run sees only those in"
                  + " its own queue: a role that is renamed keeps it with `queue:`.");

  private static final Key<Schedule, Integer> PAUSE_AFTER =
      Key.<Schedule, Integer>optional("pause_after", Types.whole(1, 100), Schedule::pauseAfter)
          .withDefaultText("never")
          .meaning(
              "Failed runs in a row after which the schedule pauses itself, until `cl schedule"
                  + " resume`. A run has failed if a job of it has, or if it is a workflow that"
                  + " failed or timed out; what is skipped, expired or cancelled does not"
                  + " count.");

  private static final OpenKeys<Schedule> OPEN = OpenKeys.of("", Schedule::openTimes);

  private static final Key<Schedule, AfterBlackout> AFTER = OpenKeys.after(Schedule::openTimes);

  private static final Key<Schedule, Duration> SPLAY =
      Key.<Schedule, Duration>optional(
              "splay", Times.INTERVAL, schedule -> schedule.splay().map(Splay::span))
          .withDefaultText("all hosts start at once")
          .meaning(
              "Span after a due instant in which the hosts start, each at a second of its own that"
                  + " stays the same; `cl schedule next --hosts` shows it. Catch-up, overlap and"
                  + " missed runs count from the due instant, `expires` from the start.");

  private static final Key<Schedule, Duration> EXPIRES =
      Key.optional("expires", Types.POSITIVE_DURATION, Schedule::expires)
          .withDefaultText("the task's")
          .meaning("Longest wait of a job; after that it does not run.");

  private static final Key<Schedule, RunOn> RUN_ON =
      Key.optional("run_on", Types.choice(RunOn.class), Schedule::runOn)
          .withDefaultText("the task's, then the role's")
          .meaning("`all` hosts of a role or `any` one of them.");

  private static final Key<Schedule, List<String>> CONDITIONS =
      ConditionKeys.conditions(schedule -> schedule.conditions().texts());

  private static final Key<Schedule, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, Schedule::description).meaning("For people.");

  private static final List<Key<Schedule, ?>> BEFORE_WATCH =
      List.of(
          TimeKeys.CRON,
          TimeKeys.EVERY,
          TimeKeys.FROM,
          TimeKeys.AT,
          TimeKeys.TIMEZONE,
          TASK,
          CALL.targets(),
          CALL.exclude(),
          CALL.params(),
          STEPS,
          CALL.batch(),
          CALL.maxFailures(),
          TIMEOUT,
          ENABLED,
          CATCH_UP,
          CATCH_UP_WINDOW,
          OVERLAP,
          PAUSE_AFTER,
          OPEN.onlyIn(),
          OPEN.blackout(),
          AFTER,
          SPLAY,
          EXPIRES,
          RUN_ON,
          CONDITIONS);

  public static final Section<Schedule> SCHEDULE =
      new Section<>(
          "schedule",
          "schedules.<schedule>",
          "A schedule: when which task is due on which targets.",
          Stream.of(BEFORE_WATCH, WatchKeys.ALL, List.<Key<Schedule, ?>>of(DESCRIPTION))
              .flatMap(List::stream)
              .toList(),
          required());

  public static final Section<Schedule> DEFAULTS =
      new Section<>(
          "schedule-defaults",
          "defaults.schedules",
          "Policies for all schedules that do not set them themselves.",
          List.of(CATCH_UP, CATCH_UP_WINDOW, OVERLAP));

  private ScheduleKeys() {}

  /** A task at one time on its targets, or steps. */
  private static List<List<String>> required() {
    List<List<String>> groups = new ArrayList<>();
    TimeKeys.ALL.forEach(
        time -> groups.add(List.of(time.name(), TASK.name(), CALL.targets().name())));
    groups.add(List.of(STEPS.name()));
    return groups;
  }

  /** The schedule as cl.yaml writes it; values of secret parameters are masked. */
  public static Map<String, Object> show(Schedule schedule, ClConfig config) {
    Map<String, Object> shown = SCHEDULE.show(schedule);
    if (schedule.task().isEmpty()) {
      shown.put(STEPS.name(), StepKeys.show(schedule.steps(), config));
    }
    shown.replace(
        CALL.params().name(), TaskParams.shown(schedule.params(), config.task(schedule.task())));
    return shown;
  }

  public static Schedule schedule(
      Values values, ZoneId zone, References references, Calendars calendars) {
    check(values);
    Optional<String> task = values.scalar(TASK).filter(references::isTask).map(Scalar::text);
    CALL.checkReferences(values, task, references);
    Timetable timetable = TimeKeys.timetable(values, zone, values.has(STEPS));
    Schedule schedule = schedule(values, timetable, task, references, calendars);
    warnOfSplay(values, schedule);
    return schedule;
  }

  /** Reports keys that are missing, or that belong into the steps. */
  private static void check(Values values) {
    if (!values.has(STEPS)) {
      Stream.of(TASK, CALL.targets()).forEach(values::require);
      CALL.checkWaves(values, values.find(RUN_ON));
      checkSplay(values, CALL.batch(), "waves begin one after the other");
      values.reportNoEffect(
          TIMEOUT,
          "\"timeout\" of a schedule goes with \"tasks\"",
          "write \"timeout\" to the task, or delete it");
      return;
    }
    checkSplay(values, STEPS, "steps begin one after the other");
    Stream.of(TASK, CALL.targets(), CALL.exclude(), CALL.params(), CALL.batch(), CALL.maxFailures())
        .forEach(
            key ->
                values.reportNoEffect(
                    key,
                    Quote.of(key.name()) + " beside \"tasks\", whose steps have it",
                    "move it into the steps, or delete it"));
  }

  private static void checkSplay(Values values, Key<?, ?> beside, String why) {
    if (values.has(beside)) {
      String message = "\"splay\" beside %s: %s".formatted(Quote.of(beside.name()), why);
      values.reportNoEffect(SPLAY, message, "delete one");
    }
  }

  /** Warns if a host may still wait for its start when the next run would replace or skip it. */
  private static void warnOfSplay(Values values, Schedule schedule) {
    boolean isReplaced = schedule.overlap() == Overlap.REPLACE;
    Optional<Duration> shortest =
        schedule
            .splay()
            .filter(any -> isReplaced || schedule.overlap() == Overlap.SKIP)
            .flatMap(splay -> splay.tooLongFor(schedule.timetable()));
    if (shortest.isEmpty()) {
      return;
    }
    Scalar splay = values.scalar(SPLAY).orElseThrow();
    String message = "it may be due again %s after a due instant, before all hosts have started";
    values
        .reading()
        .warn(
            splay,
            "splay-long",
            message.formatted(Durations.format(shortest.get())),
            isReplaced
                ? "such a host never starts; write a shorter splay"
                : "such a host skips the next run; write a shorter splay, or overlap: queue");
  }

  private static Optional<Workflow> workflow(
      Values values, String task, Map<String, String> params, References references) {
    Optional<Duration> expires = values.find(EXPIRES);
    Optional<RunOn> runOn = values.find(RUN_ON);
    Optional<List<Step>> steps =
        values.has(STEPS)
            ? Optional.of(
                StepKeys.steps(values.find(STEPS).orElse(List.of()), expires, runOn, references))
            : values
                .find(CALL.batch())
                .map(
                    size ->
                        Step.of(task, CALL.targets(values), params, expires, runOn, values.source())
                            .inWaves(size, values.get(CALL.maxFailures())))
                .map(List::of);
    return steps.map(
        list ->
            new Workflow(
                values.name(),
                list,
                values.find(TIMEOUT),
                values.get(OVERLAP),
                values.find(DESCRIPTION).orElse(""),
                values.source()));
  }

  /** The only step of a schedule without steps of its own. */
  private static Optional<Step> ownStep(Schedule schedule) {
    return Optional.of(schedule).filter(s -> !s.task().isEmpty()).map(s -> s.steps().get(0));
  }

  private static Schedule schedule(
      Values values,
      Timetable timetable,
      Optional<String> task,
      References references,
      Calendars calendars) {
    OpenTimes openTimes = OPEN.read(values, calendars, AFTER);
    Map<String, String> params = CALL.params(values, task, references);
    List<Scalar> targets =
        values.has(STEPS)
            ? StepKeys.targets(values.find(STEPS).orElse(List.of()))
            : values.scalars(CALL.targets());
    return new Schedule(
        values.name(),
        task.orElse(""),
        openTimes.runsAfter() ? new Reopening(timetable, openTimes) : timetable,
        openTimes,
        CALL.targets(values),
        params,
        values.get(ENABLED),
        values.get(CATCH_UP),
        values.get(CATCH_UP_WINDOW),
        values.get(OVERLAP),
        values.find(PAUSE_AFTER),
        values.find(SPLAY).map(Splay::new),
        values.find(EXPIRES),
        values.find(RUN_ON),
        workflow(values, task.orElse(""), params, references),
        references.conditions(values.scalars(CONDITIONS), timetable.zone(), targets, task),
        WatchKeys.watch(values, PAUSE_AFTER, references),
        values.find(DESCRIPTION).orElse(""),
        values.source());
  }
}
