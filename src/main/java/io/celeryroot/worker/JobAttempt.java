// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.condition.Facts;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.queue.output.OutputWriter;
import io.celeryroot.task.Secrets;
import io.celeryroot.worker.output.LiveOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One try of a claimed job, on its way through the routes. Any thread may ask it to end, with a
 * reason; the code that runs it registers the action that ends it. Thread-safe.
 */
public final class JobAttempt {

  /** Environment variables of a program that identify its job. */
  static final String JOB_ID = "CL_JOB_ID";

  static final String ATTEMPT = "CL_ATTEMPT";

  /** Number of an attempt that only measures a fact for the conditions of a job. */
  static final int OF_FACT = 0;

  /** Reasons to end an attempt early. */
  public enum End {
    CANCELLED,
    TIMED_OUT,
    /** The worker counted as dead: another worker has the job, or it has ended as lost. */
    TAKEN_OVER,
    /** The worker stops, or its machine lacks something, and the job is released. */
    GIVEN_BACK
  }

  /** Source of the facts that conditions ask for. */
  interface FactSource {
    /** The facts of this host for one claim. */
    Facts of(Claim claim, ZoneId zone);
  }

  /**
   * Surroundings of an attempt while it runs.
   *
   * @param output receives its output
   * @param spans receive its span
   * @param facts of this host
   */
  record Live(OutputLog output, Spans spans, FactSource facts) {}

  private final Claim claim;
  private final TaskDefinition task;
  private final Map<String, String> values;
  private final int number;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();
  private final WorkerIdentity identity;
  private final Secrets secrets;
  private final LiveOutput output;
  private final Spans spans;
  private final FactSource facts;
  private Optional<End> end = Optional.empty();
  private Optional<Runnable> ender = Optional.empty();
  private Optional<JobOutcome> outcome = Optional.empty();

  /**
   * @param run its number, and its start by the clock of Redis
   */
  JobAttempt(
      Claim claim, Admission.Admitted admitted, WorkerIdentity identity, Begin.Run run, Live live) {
    this.claim = claim;
    this.identity = identity;
    this.task = admitted.task();
    this.values = admitted.values();
    this.number = run.attempt();
    this.startedAt = run.at();
    this.spans = live.spans();
    this.facts = live.facts();
    this.secrets = Secrets.of(task, values);
    long kept = LiveOutput.limit(task.maxOutputBytes());
    this.output =
        new LiveOutput(
            new OutputWriter(live.output(), claim.job().id(), number, host(), kept), secrets, kept);
  }

  /**
   * Marks the processes of a job. The mark is the same for all attempts under the name of one
   * worker, and different for every other job on any site. It depends on the address of Redis, the
   * name of the worker, the list and the job.
   */
  static String mark(WorkerIdentity identity, Target list, String job) {
    return UUID.nameUUIDFromBytes(
            String.join(
                    "\n",
                    identity.redis(),
                    WorkerIncarnation.worker(identity.worker()),
                    list.list(),
                    job)
                .getBytes(UTF_8))
        .toString();
  }

  Claim claim() {
    return claim;
  }

  public Job job() {
    return claim.job();
  }

  public TaskDefinition task() {
    return task;
  }

  /**
   * Longest time of the attempt: a client may ask for less than what the route allows.
   *
   * @param ofRoute time limit of the route
   */
  public Duration timeout(Duration ofRoute) {
    return job().options().timeout(ofRoute);
  }

  /** Time between the end of that time and the kill. */
  public Duration killAfter() {
    return job().options().killAfter(task.killAfter());
  }

  /** Checked values, one for each parameter of the task. */
  public Map<String, String> values() {
    return values;
  }

  /** The values that must not be shown. */
  public Secrets secrets() {
    return secrets;
  }

  public Spans spans() {
    return spans;
  }

  /** The facts of this host, for a task that asks for them. */
  public Facts facts(ZoneId zone) {
    return facts.of(claim, zone);
  }

  /** Receiver of its output. */
  public LiveOutput output() {
    return output;
  }

  String host() {
    return identity.host();
  }

  /** Number of the attempt, 1-based. */
  int number() {
    return number;
  }

  Instant startedAt() {
    return startedAt;
  }

  /** Time since its start, by a clock that nobody can set. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Environment variables that describe the job; empty text for a value that it lacks. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(JOB_ID, job().id());
    environment.put("CL_RUN_ID", job().run().orElse(""));
    environment.put("CL_HOST", host());
    environment.put("CL_TASK", task.name());
    environment.put("CL_SCHEDULE", job().schedule().orElse(""));
    environment.put("CL_DUE", job().due().map(Instant::toString).orElse(""));
    environment.put(ATTEMPT, String.valueOf(number));
    environment.put("CL_SHARD_INDEX", String.valueOf(job().shard().index()));
    environment.put("CL_SHARD_COUNT", String.valueOf(job().shard().count()));
    return environment;
  }

  /** Mark of its processes. */
  public String mark() {
    return mark(identity, job().target(), job().id());
  }

  /** Asks the attempt to end; the first reason counts. */
  synchronized void end(End why) {
    if (end.isEmpty()) {
      end = Optional.of(why);
      ender.ifPresent(Runnable::run);
    }
  }

  public synchronized Optional<End> endReason() {
    return end;
  }

  boolean isTakenOver() {
    return endReason().filter(End.TAKEN_OVER::equals).isPresent();
  }

  /**
   * Sets the action that ends the attempt; called at once if somebody has asked for that before.
   *
   * @param action returns at once
   */
  public synchronized void cancelBy(Runnable action) {
    ender = Optional.of(action);
    if (end.isPresent()) {
      action.run();
    }
  }

  /** Clears that action, because the attempt has ended: it is not called after this returns. */
  public synchronized void clearCanceller() {
    ender = Optional.empty();
  }

  public synchronized void outcome(JobOutcome how) {
    outcome = Optional.of(how);
  }

  public synchronized Optional<JobOutcome> outcome() {
    return outcome;
  }

  @Override
  public String toString() {
    return "job " + job().id() + " host=" + host() + " attempt=" + number;
  }
}
