// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static io.celeryroot.config.keys.Key.optional;
import static io.celeryroot.config.keys.Key.required;

import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.keys.Shape.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keys of a schedule, and of the defaults of schedules. */
public final class ScheduleKeys {

  private static final List<Key> POLICIES =
      List.of(
          optional(
              "catch_up",
              Shape.choice(CatchUp.values()),
              Choices.text(Schedule.DEFAULT_CATCH_UP),
              "Due instants that passed while no Beat ran. `skip`: none runs; `latest`: the latest runs; `all`: all run, oldest first. What does not run is recorded as missed. With `all` and `overlap: skip`, the default, a run is skipped on a host where the one before has not ended; `overlap: queue` runs them one after the other."),
          optional(
              "catch_up_window",
              Shape.positive(Kind.DURATION),
              Durations.format(Schedule.DEFAULT_CATCH_UP_WINDOW),
              "How far back catch-up looks; older due instants are recorded as missed."),
          optional(
              "overlap",
              Shape.choice(Overlap.values()),
              Choices.text(Schedule.DEFAULT_OVERLAP),
              "A run is due on a host where the last one has not ended. `allow`: both run; `skip`: the new one ends as skipped; `queue`: it waits."));

  private static final List<Key> OWN =
      List.of(
          required(
              "cron",
              Shape.of(Kind.CRON),
              "Five fields (minute, hour, day of the month, month, weekday) as in crontab(5), or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`."),
          required("task", Shape.of(Kind.NAME), "A task of this file, or a built-in one."),
          required("targets", Shape.of(Kind.TEXTS), "Roles or host names."),
          optional(
              "params",
              Shape.of(Kind.PARAM_VALUES),
              "",
              "Values of the task's parameters, by name. A parameter with `many` can have a list."),
          optional("timezone", Shape.of(Kind.ZONE), "the file's", "Time zone of `cron`."),
          optional(
              "enabled",
              Shape.of(Kind.FLAG),
              Boolean.toString(Schedule.DEFAULT_ENABLED),
              "With `false` it is never due and misses nothing."));

  private static final List<Key> OVERRIDES =
      List.of(
          optional(
              "expires",
              Shape.positive(Kind.DURATION),
              "the task's",
              "How long a job may wait before it is not run any more."),
          optional(
              "run_on",
              Shape.choice(RunOn.values()),
              "the task's, then the role's",
              "`all` hosts of a role or `any` one of them."),
          optional("description", Shape.of(Kind.TEXT), "", "For people."));

  public static final Section SCHEDULE =
      new Section(
          "schedule",
          "schedules.<schedule>",
          "A schedule: when which task is due on which targets.",
          """
          workers:
            webserver:
              hostnames: [webserver01, webserver02]
          schedules:
            security_updates:
              cron: "0 2 * * *"
              timezone: Europe/Berlin
              task: check_security_updates
              targets: [webserver]
              params:
                fail_when_pending: yes
              catch_up: latest
              catch_up_window: 6h
              overlap: skip
          """,
          Stream.of(OWN, POLICIES, OVERRIDES).flatMap(List::stream).toList(),
          Map.of(
              "conditions", "delete it; let the task itself end early where it does not apply",
              "tasks", "write one schedule for each step, with \"task\" and \"targets\""));

  public static final Section DEFAULTS =
      new Section(
          "schedule-defaults",
          "defaults.schedules",
          "Policies for all schedules that do not set them themselves.",
          """
          workers:
            webserver:
              hostnames: [webserver01]
          defaults:
            schedules:
              catch_up: all
              catch_up_window: 12h
          """,
          POLICIES,
          Map.of());

  private ScheduleKeys() {}
}
