// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.condition.Conditions;
import io.celeryroot.config.notify.Watch;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.cron.timetable.Never;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.cron.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code schedules:}: the task, its due instants and targets, and the policies for
 * runs that are late or overlap.
 *
 * @param name key under {@code schedules:}
 * @param task name of an entry under {@code tasks:} or of a built-in task; empty text: it has steps
 * @param timetable when it is due: {@code cron}, {@code every} or {@code at} in the zone of the
 *     schedule; default of the zone: the file's {@code timezone}; {@link Never}: started by hand
 * @param openTimes times at which its runs may start; default: always
 * @param targets roles or host names
 * @param params values for the task's parameters, by name
 * @param enabled default true; a schedule that is not enabled is never due and misses nothing
 * @param catchUp default {@link CatchUp#LATEST}
 * @param catchUpWindow how far back catch-up looks
 * @param overlap default {@link Overlap#SKIP}
 * @param pauseAfter failed runs in a row after which it pauses itself; empty: never
 * @param splay span after the due instant in which its hosts start; empty: all at once
 * @param expires overrides the task's
 * @param runOn overrides the task's and the role's
 * @param workflow steps that run in place of {@code task}, or {@code task} in waves; empty: the
 *     task runs on all targets at once
 * @param conditions must hold on the host when a job is about to start; default none
 * @param watch who is told of its runs
 * @param description for people; may be empty
 * @param source position of {@code name}
 */
public record Schedule(
    String name,
    String task,
    Timetable timetable,
    OpenTimes openTimes,
    List<String> targets,
    Map<String, String> params,
    boolean enabled,
    CatchUp catchUp,
    Duration catchUpWindow,
    Overlap overlap,
    Optional<Integer> pauseAfter,
    Optional<Splay> splay,
    Optional<Duration> expires,
    Optional<RunOn> runOn,
    Optional<Workflow> workflow,
    Conditions conditions,
    Watch watch,
    String description,
    Source source) {

  public static final boolean DEFAULT_ENABLED = true;
  public static final CatchUp DEFAULT_CATCH_UP = CatchUp.LATEST;
  public static final Duration DEFAULT_CATCH_UP_WINDOW = Duration.ofHours(1);
  public static final Overlap DEFAULT_OVERLAP = Overlap.SKIP;

  public Schedule {
    requireNonNull(name, "name");
    requireNonNull(task, "task");
    requireNonNull(timetable, "timetable");
    requireNonNull(openTimes, "openTimes");
    requireNonNull(conditions, "conditions");
    requireNonNull(watch, "watch");
    targets = List.copyOf(targets);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }

  /** Returns what runs, in order; a schedule without a workflow is one step. */
  public List<Step> steps() {
    return workflow
        .map(Workflow::steps)
        .orElseGet(() -> List.of(Step.of(task, targets, params, expires, runOn, source)));
  }

  /**
   * Finds a step.
   *
   * @param number 1-based
   */
  public Optional<Step> step(int number) {
    return number <= steps().size() ? Optional.of(steps().get(number - 1)) : Optional.empty();
  }

  /** Returns the names of the tasks, each once. */
  public List<String> tasks() {
    return steps().stream().map(Step::task).distinct().toList();
  }

  /** Returns the roles and hosts of all steps, each once. */
  public List<String> allTargets() {
    return steps().stream().flatMap(step -> step.targets().stream()).distinct().toList();
  }

  /** Returns true if no clock makes it due. */
  public boolean isByHand() {
    return timetable instanceof Never;
  }

  /** The instant at which a host starts the run of a due instant. */
  public Instant start(Instant due, String host) {
    return splay.map(span -> span.start(due, name, host)).orElse(due);
  }

  /** The first due instant after a given one at which a run may start. */
  public Optional<Instant> nextRun(Instant after) {
    return openTimes.nextOpen(timetable, after);
  }

  /** The zone in which its times are read. */
  public ZoneId zone() {
    return timetable.zone();
  }
}
