// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.condition.Conditions;
import io.celeryroot.config.AfterBlackout;
import io.celeryroot.config.CatchUp;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Value;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.cron.timetable.Reopening;
import io.celeryroot.cron.timetable.Splay;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of a schedule, and of the defaults of schedules. */
public final class ScheduleKeys {

  private static final Key<Schedule, String> TASK =
      Key.of("task", Types.NAME, Schedule::task)
          .mandatory()
          .meaning("A task of this file, or a built-in one.");

  private static final Key<Schedule, List<String>> TARGETS =
      Key.of("targets", Types.texts(Types.TEXT, "duplicate-target"), Schedule::targets)
          .mandatory()
          .meaning("Roles or host names.");

  private static final Key<Schedule, List<Node.Entry>> PARAMS =
      Key.<Schedule, List<Node.Entry>>custom(
              "params",
              ScheduleParams.TYPE,
              schedule -> Optional.of(ScheduleParams.shown(schedule, Optional.empty())))
          .withSecrets()
          .meaning(
              "Values of the task's parameters, by name. A parameter with `many` can have a list.");

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
                  + " the last one is cancelled, then the new one starts.");

  private static final Key<Schedule, Integer> PAUSE_AFTER =
      Key.<Schedule, Integer>optional("pause_after", Types.whole(1, 100), Schedule::pauseAfter)
          .withDefaultText("never")
          .meaning(
              "Failed runs in a row after which the schedule pauses itself, until `cl schedule"
                  + " resume`. A run has failed if a job of it has; skipped and expired ones do not"
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
      ConditionKeys.conditions(Schedule::conditions);

  private static final Key<Schedule, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, Schedule::description).meaning("For people.");

  public static final Section<Schedule> SCHEDULE =
      new Section<>(
          "schedule",
          "schedules.<schedule>",
          "A schedule: when which task is due on which targets.",
          List.of(
              TimeKeys.CRON,
              TimeKeys.EVERY,
              TimeKeys.FROM,
              TimeKeys.AT,
              TimeKeys.TIMEZONE,
              TASK,
              TARGETS,
              PARAMS,
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
              CONDITIONS,
              DESCRIPTION),
          TimeKeys.ALL.stream().map(Key::name).toList(),
          Map.of("tasks", "write one schedule for each step, with \"task\" and \"targets\""));

  public static final Section<Schedule> DEFAULTS =
      new Section<>(
          "schedule-defaults",
          "defaults.schedules",
          "Policies for all schedules that do not set them themselves.",
          List.of(CATCH_UP, CATCH_UP_WINDOW, OVERLAP));

  private ScheduleKeys() {}

  /** The schedule as cl.yaml writes it; values of secret parameters are masked. */
  static Map<String, Object> show(Schedule schedule, ClConfig config) {
    Map<String, Object> shown = SCHEDULE.show(schedule);
    shown.replace(PARAMS.name(), ScheduleParams.shown(schedule, config.task(schedule.task())));
    return shown;
  }

  /**
   * Makes a schedule of the file.
   *
   * @param zone of a schedule that names none
   */
  public static Schedule schedule(
      Values values, ZoneId zone, References references, Calendars calendars) {
    OpenTimes openTimes = OPEN.read(values, calendars, AFTER);
    Optional<String> task = values.scalar(TASK).filter(references::isTask).map(Value::text);
    List<Value> targets = values.scalars(TARGETS);
    references.checkTargets(targets, task);
    ZoneId ownZone = values.find(TimeKeys.TIMEZONE).orElse(zone);
    Conditions conditions =
        references.conditions(values.scalars(CONDITIONS), ownZone, targets, task);
    return new Schedule(
        values.name(),
        task.orElse(""),
        openTimes.runsAfter()
            ? new Reopening(TimeKeys.timetable(values, zone), openTimes)
            : TimeKeys.timetable(values, zone),
        openTimes,
        values.find(TARGETS).orElse(List.of()),
        new ScheduleParams(values, task.flatMap(references::task))
            .read(values.find(PARAMS).orElse(List.of())),
        values.get(ENABLED),
        values.get(CATCH_UP),
        values.get(CATCH_UP_WINDOW),
        values.get(OVERLAP),
        values.find(PAUSE_AFTER),
        values.find(SPLAY).map(Splay::new),
        values.find(EXPIRES),
        values.find(RUN_ON),
        conditions,
        values.find(DESCRIPTION).orElse(""),
        values.source());
  }
}
