// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.job.ClientOptions;
import io.celeryroot.job.Job;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Shard;
import io.celeryroot.job.Target;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.text.Mask;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run that is to be submitted. Its values were checked against the task's parameters.
 *
 * @param run id of the run
 * @param schedule empty: {@code cl task}
 * @param due when the schedule was due; empty: run by hand
 * @param task name
 * @param params by name; may hold secrets
 * @param secrets names of the parameters whose values are secret
 * @param targets one for each job, as {@link Targets} resolved them
 * @param splay span after the due instant, or after its submission, in which its hosts start
 * @param expiresAfter longest time a job may wait, from its start or submission on
 * @param overlap of the schedule; {@link Overlap#ALLOW} for {@code cl task}
 * @param by its submitter, such as {@code beat@host1}
 * @param trace that its jobs are a part of; empty: the run is a trace of its own
 * @param conditions that its jobs must meet beside those of the schedule, as texts
 */
public record RunRequest(
    String run,
    Optional<String> schedule,
    Optional<Instant> due,
    String task,
    Map<String, String> params,
    Set<String> secrets,
    List<Target> targets,
    Optional<Splay> splay,
    Duration expiresAfter,
    Overlap overlap,
    String by,
    Optional<TraceContext> trace,
    List<String> conditions) {

  private static final SecureRandom RANDOM = new SecureRandom();

  public RunRequest {
    requireNonNull(run, "run");
    requireNonNull(task, "task");
    requireNonNull(expiresAfter, "expiresAfter");
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    secrets = Set.copyOf(secrets);
    targets = List.copyOf(targets);
    conditions = List.copyOf(conditions);
  }

  /**
   * A run by hand of a task.
   *
   * @param values checked against the parameters of the task
   */
  public static RunRequest ofTask(
      TaskDefinition task, Map<String, String> values, List<Target> targets, Submitter by) {
    return byHand(Optional.empty(), task, values, targets, by);
  }

  /**
   * A run by hand of a task, perhaps in the place of a schedule. Its jobs then wait, or are
   * skipped, as the overlap of that schedule says.
   *
   * @param task of the schedule, if there is one
   * @param values checked against the parameters of the task
   */
  public static RunRequest byHand(
      Optional<Schedule> schedule,
      TaskDefinition task,
      Map<String, String> values,
      List<Target> targets,
      Submitter by) {
    String name = schedule.map(Schedule::name).orElse(task.name());
    String run = RunIds.byHand(name, by.at(), RANDOM);
    return of(run, schedule, Optional.empty(), task, values, targets, by.name());
  }

  /**
   * The run of a schedule for one due instant, the same for whoever makes it.
   *
   * @param task of the schedule
   * @param due whole second
   */
  public static RunRequest due(
      Schedule schedule, TaskDefinition task, Instant due, List<Target> targets, String by) {
    String run = RunIds.due(schedule.name(), due);
    RunRequest request =
        of(run, Optional.of(schedule), Optional.of(due), task, schedule.params(), targets, by);
    return schedule.splay().map(request::spreadOver).orElse(request);
  }

  private static RunRequest of(
      String run,
      Optional<Schedule> schedule,
      Optional<Instant> due,
      TaskDefinition task,
      Map<String, String> values,
      List<Target> targets,
      String by) {
    return new RunRequest(
        run,
        schedule.map(Schedule::name),
        due,
        task.name(),
        values,
        task.secretsIn(values),
        targets,
        Optional.empty(),
        schedule.flatMap(Schedule::expires).orElse(task.expires()),
        schedule.map(Schedule::overlap).orElse(Overlap.ALLOW),
        by,
        Optional.empty(),
        List.of());
  }

  /** A copy whose jobs are part of something. */
  public RunRequest within(Optional<TraceContext> parent) {
    return copy(splay, expiresAfter, overlap, parent, conditions);
  }

  /** A copy whose jobs wait for another time at most. */
  public RunRequest expiringAfter(Duration time) {
    return copy(splay, time, overlap, trace, conditions);
  }

  /** A copy whose hosts start within a span. */
  public RunRequest spreadOver(Splay span) {
    return copy(Optional.of(span), expiresAfter, overlap, trace, conditions);
  }

  /** A copy whose jobs start only where conditions hold, beside those of the schedule. */
  public RunRequest onlyIf(List<String> texts) {
    return copy(splay, expiresAfter, overlap, trace, texts);
  }

  /**
   * A copy that waits in line for the runs before it, also where its schedule would skip or
   * replace. One whose runs may overlap stays as it is.
   *
   * @param longestWait for a place in the line
   */
  public RunRequest inLine(Duration longestWait) {
    if (overlap == Overlap.ALLOW) {
      return this;
    }
    Duration wait = longestWait.compareTo(expiresAfter) > 0 ? longestWait : expiresAfter;
    return copy(splay, wait, Overlap.QUEUE, trace, conditions);
  }

  private RunRequest copy(
      Optional<Splay> span,
      Duration longestWait,
      Overlap policy,
      Optional<TraceContext> parent,
      List<String> texts) {
    return new RunRequest(
        run,
        schedule,
        due,
        task,
        params,
        secrets,
        targets,
        span,
        longestWait,
        policy,
        by,
        parent,
        texts);
  }

  /**
   * Jobs of this run, each with its place in the run.
   *
   * @param all targets of the run, as its record has them
   * @param part targets of the jobs
   * @param submitted Redis server time, as in the run's record
   */
  public List<Job> toJobs(List<Target> all, List<Target> part, Instant submitted) {
    Map<String, Integer> places = new HashMap<>();
    all.forEach(target -> places.putIfAbsent(RunIds.job(run, target), places.size()));
    return part.stream().map(target -> toJob(target, submitted, places)).toList();
  }

  /**
   * @param places of all jobs of the run, by ID
   */
  private Job toJob(Target target, Instant submitted, Map<String, Integer> places) {
    Optional<Instant> start = start(target, submitted);
    Instant waitsFrom = start.filter(submitted::isBefore).orElse(submitted);
    String id = RunIds.job(run, target);
    return new Job(
        id,
        Optional.of(run),
        schedule,
        due,
        task,
        List.of(),
        new LinkedHashMap<String, Object>(params),
        target,
        start,
        Optional.of(waitsFrom.plus(expiresAfter)),
        schedule.isPresent() ? overlap : Overlap.ALLOW,
        Optional.of(submitted),
        by,
        trace.or(() -> Optional.of(TraceContext.of(RunIds.workflowOf(run).orElse(run), id))),
        conditions,
        ClientOptions.NONE,
        new Shard(places.getOrDefault(id, 0), places.size()));
  }

  /** The earliest start on a target; it may have passed. */
  private Optional<Instant> start(Target target, Instant submitted) {
    Instant from = due.orElse(submitted);
    return splay.map(span -> span.start(from, schedule.orElse(task), target.label()));
  }

  public RunRecord toRecord(Instant submitted) {
    Map<String, String> shown = Mask.values(params, Mask.TEXT, secrets::contains);
    List<RunJob> jobs =
        targets.stream().map(target -> new RunJob(RunIds.job(run, target), target)).toList();
    return new RunRecord(
        run,
        schedule,
        due,
        task,
        shown,
        jobs,
        List.of(),
        submitted,
        by,
        conditions,
        Optional.empty());
  }

  @Override
  public String toString() {
    return "run " + run + " task=" + task;
  }
}
