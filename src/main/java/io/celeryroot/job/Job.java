// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.message.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a run for one target: one message, one Celery task id, one result. Parameter values
 * may be secret: {@link #toString()} shows none.
 *
 * @param id Celery task id
 * @param run empty: a foreign client submitted it
 * @param schedule empty: run by hand
 * @param due when the schedule was due
 * @param task name
 * @param args positional values; empty in messages of ours
 * @param kwargs values by parameter name
 * @param target where it goes
 * @param eta not before
 * @param expires not after
 * @param overlap what happens when the schedule's last job for this target has not ended; {@link
 *     Overlap#ALLOW} when there is no schedule
 * @param submitted empty: a foreign client did not say
 * @param origin who submitted it, such as {@code beat@host1}
 * @param trace empty: the submitter said nothing that can be read
 * @param conditions that its submitter asks for beside those of the schedule, as texts
 * @param options that a Celery client gave
 * @param shard its place among the jobs of its run
 */
public record Job(
    String id,
    Optional<String> run,
    Optional<String> schedule,
    Optional<Instant> due,
    String task,
    List<Object> args,
    Map<String, Object> kwargs,
    Target target,
    Optional<Instant> eta,
    Optional<Instant> expires,
    Overlap overlap,
    Optional<Instant> submitted,
    String origin,
    Optional<TraceContext> trace,
    List<String> conditions,
    ClientOptions options,
    Shard shard) {

  public Job {
    requireNonNull(id, "id");
    requireNonNull(task, "task");
    requireNonNull(target, "target");
    requireNonNull(options, "options");
    requireNonNull(shard, "shard");
    args = Collections.unmodifiableList(new ArrayList<>(args));
    conditions = List.copyOf(conditions);
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
  }

  /** A copy with an end. */
  public Job until(Instant end) {
    return copy(id, task, args, kwargs, target, eta, Optional.of(end), overlap);
  }

  /** A copy that names its task and its values in another way. */
  public Job asking(String otherTask, List<Object> otherArgs, Map<String, Object> otherKwargs) {
    return copy(id, otherTask, otherArgs, otherKwargs, target, eta, expires, overlap);
  }

  /** A copy of the job for another queue. */
  public Job to(Target other) {
    return copy(id, task, args, kwargs, other, eta, expires, overlap);
  }

  /**
   * A copy under another id. It starts at once, or waits, however long, for the slot of its
   * schedule if it needs one.
   */
  public Job again(String otherId) {
    Overlap waits = hasSlot() ? Overlap.QUEUE : Overlap.ALLOW;
    return copy(otherId, task, args, kwargs, target, Optional.empty(), Optional.empty(), waits);
  }

  private Job copy(
      String itsId,
      String itsTask,
      List<Object> itsArgs,
      Map<String, Object> itsKwargs,
      Target itsTarget,
      Optional<Instant> itsEta,
      Optional<Instant> itsEnd,
      Overlap itsOverlap) {
    return new Job(
        itsId,
        run,
        schedule,
        due,
        itsTask,
        itsArgs,
        itsKwargs,
        itsTarget,
        itsEta,
        itsEnd,
        itsOverlap,
        submitted,
        origin,
        trace,
        conditions,
        options,
        shard);
  }

  /** Returns true if it takes the slot of its schedule on its target. */
  public boolean hasSlot() {
    return schedule.isPresent() && overlap != Overlap.ALLOW;
  }

  /** A job of which nothing is known but its id and where it goes. */
  public static Job unknown(String id, Target target) {
    Optional<String> run = RunIds.runOf(id);
    Optional<String> schedule = Optional.empty();
    return bare(id, run, schedule, Optional.empty(), "", target, Overlap.ALLOW, Optional.empty());
  }

  /** Another job of the same schedule for the same target, of which no more is known. */
  public Job other(String otherId) {
    Optional<String> itsRun = RunIds.runOf(otherId);
    return bare(
        otherId, itsRun, schedule, Optional.empty(), task, target, overlap, Optional.empty());
  }

  /** A job for the task of a fact of this one, which gives it nothing but its names. */
  public Job ofFact(String itsTask) {
    return bare(id, run, schedule, due, itsTask, target, overlap, trace);
  }

  /**
   * The job of a run by its record, without values.
   *
   * @param schedule empty: run by hand
   * @param due when the schedule was due
   */
  public static Job recorded(
      String id,
      String run,
      Optional<String> schedule,
      Optional<Instant> due,
      String task,
      Target target) {
    Optional<String> itsRun = Optional.of(run);
    return bare(id, itsRun, schedule, due, task, target, Overlap.SKIP, Optional.empty());
  }

  private static Job bare(
      String id,
      Optional<String> run,
      Optional<String> schedule,
      Optional<Instant> due,
      String task,
      Target target,
      Overlap overlap,
      Optional<TraceContext> trace) {
    return new Job(
        id,
        run,
        schedule,
        due,
        task,
        List.of(),
        Map.of(),
        target,
        Optional.empty(),
        Optional.empty(),
        overlap,
        Optional.empty(),
        "",
        trace,
        List.of(),
        ClientOptions.NONE,
        Shard.WHOLE);
  }

  /** Its place in a trace: given by the submitter, else derived from its run. */
  public TraceContext traceOrOwn() {
    return trace.orElseGet(() -> TraceContext.of(run.orElse(id), id));
  }

  @Override
  public String toString() {
    return "job " + id + " task=" + task + " target=" + target.label();
  }
}
