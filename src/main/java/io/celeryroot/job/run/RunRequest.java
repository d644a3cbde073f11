// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TraceContext;
import io.celeryroot.text.Mask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run that is to be submitted. Values were checked against the task's parameters.
 *
 * @param run id of the run
 * @param schedule empty: {@code cl task}
 * @param due when the schedule was due; empty: run by hand
 * @param task name
 * @param params by name; may hold secrets
 * @param secrets names of the parameters whose values are secret
 * @param targets one for each job
 * @param eta not before
 * @param expiresAfter how long a job may wait, from its ETA or submission on
 * @param overlap of the schedule; {@link Overlap#ALLOW} for {@code cl task}
 * @param by who submits, such as {@code beat@host1}
 * @param trace what its jobs are a part of; empty: the run is a trace of its own
 */
public record RunRequest(
    String run,
    Optional<String> schedule,
    Optional<Instant> due,
    String task,
    Map<String, String> params,
    Set<String> secrets,
    List<Target> targets,
    Optional<Instant> eta,
    Optional<Duration> expiresAfter,
    Overlap overlap,
    String by,
    Optional<TraceContext> trace) {

  /** One that is in a trace of its own. */
  public RunRequest(
      String run,
      Optional<String> schedule,
      Optional<Instant> due,
      String task,
      Map<String, String> params,
      Set<String> secrets,
      List<Target> targets,
      Optional<Instant> eta,
      Optional<Duration> expiresAfter,
      Overlap overlap,
      String by) {
    this(
        run,
        schedule,
        due,
        task,
        params,
        secrets,
        targets,
        eta,
        expiresAfter,
        overlap,
        by,
        Optional.empty());
  }

  public RunRequest {
    requireNonNull(run, "run");
    requireNonNull(task, "task");
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    secrets = Set.copyOf(secrets);
    targets = List.copyOf(targets);
  }

  /** A copy whose jobs are part of something. */
  public RunRequest within(Optional<TraceContext> parent) {
    return new RunRequest(
        run, schedule, due, task, params, secrets, targets, eta, expiresAfter, overlap, by, parent);
  }

  /**
   * The job of this run for a target.
   *
   * @param submitted Redis server time, as in the run's record
   */
  public Job toJob(Target target, Instant submitted) {
    Instant waitsFrom = eta.orElse(submitted);
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
        eta,
        expiresAfter.map(waitsFrom::plus),
        schedule.isPresent() ? overlap : Overlap.ALLOW,
        Optional.of(submitted),
        by,
        trace.or(() -> Optional.of(TraceContext.of(run, id))));
  }

  public RunRecord toRecord(Instant submitted) {
    Map<String, String> shown = Mask.values(params, Mask.TEXT, secrets::contains);
    List<RunJob> jobs =
        targets.stream().map(target -> new RunJob(RunIds.job(run, target), target)).toList();
    return new RunRecord(run, schedule, due, task, shown, jobs, submitted, by);
  }

  @Override
  public String toString() {
    return "run " + run + " task=" + task;
  }
}
