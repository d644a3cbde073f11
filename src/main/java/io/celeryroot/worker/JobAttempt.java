// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Begin;
import io.celeryroot.queue.Claim;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.queue.output.OutputWriter;
import io.celeryroot.task.Secrets;
import io.celeryroot.worker.output.LiveOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One try of a claimed job on its way through the routes. Whoever wants it to end says why; what
 * runs it says how. Thread-safe.
 */
public final class JobAttempt {

  /** What a program is told about its job, and what tells it from those of other jobs. */
  static final String JOB_ID = "CL_JOB_ID";

  static final String ATTEMPT = "CL_ATTEMPT";

  /** Why an attempt is to end before it does by itself. */
  public enum End {
    CANCELLED,
    TIMED_OUT,
    /** The worker was taken for dead: the job is somebody else's, or has ended as lost. */
    TAKEN_OVER,
    /** The worker stops: the job goes back in line. */
    GIVEN_BACK
  }

  private final Claim claim;
  private final TaskDefinition task;
  private final Map<String, String> values;
  private final String host;
  private final int number;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();
  private final String mark;
  private final Secrets secrets;
  private final LiveOutput output;
  private final Spans spans;
  private Optional<End> end = Optional.empty();
  private Optional<Runnable> ender = Optional.empty();
  private Optional<JobOutcome> outcome = Optional.empty();

  /**
   * @param run its number, and when it began by the clock of Redis
   */
  JobAttempt(
      Claim claim, Admission.Admitted admitted, WorkerIdentity identity, Begin.Run run, Live live) {
    this.claim = claim;
    this.task = admitted.task();
    this.values = admitted.values();
    this.host = identity.host();
    this.number = run.attempt();
    this.startedAt = run.at();
    this.spans = live.spans();
    this.secrets = Secrets.of(task, values);
    long kept = LiveOutput.limit(task.maxOutputBytes());
    this.output =
        new LiveOutput(
            new OutputWriter(live.output(), claim.job().id(), number, host, kept), secrets, kept);
    this.mark = mark(identity, claim.job().target(), claim.job().id());
  }

  /**
   * Where an attempt can be followed while it runs.
   *
   * @param output takes what it prints
   * @param spans take what it is a part of
   */
  record Live(OutputLog output, Spans spans) {}

  /**
   * The mark of a job's processes: the same for all attempts under the name of one worker, and
   * different for everything else on any site. It is made of the names of Redis and of the worker,
   * the list and the job.
   */
  static String mark(WorkerIdentity identity, Target list, String job) {
    return UUID.nameUUIDFromBytes(
            String.join("\n", identity.redis(), identity.worker(), list.list(), job)
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

  /** One for each parameter of the task, checked. */
  public Map<String, String> values() {
    return values;
  }

  Secrets secrets() {
    return secrets;
  }

  public Spans spans() {
    return spans;
  }

  /** Takes what it prints. */
  public LiveOutput output() {
    return output;
  }

  String host() {
    return host;
  }

  /** 1-based. */
  int number() {
    return number;
  }

  Instant startedAt() {
    return startedAt;
  }

  /** How long it has been running; no clock that is set changes it. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** What the program is told about its job; empty text where there is nothing to tell. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(JOB_ID, job().id());
    environment.put("CL_RUN_ID", job().run().orElse(""));
    environment.put("CL_HOST", host);
    environment.put("CL_TASK", task.name());
    environment.put("CL_SCHEDULE", job().schedule().orElse(""));
    environment.put("CL_DUE", job().due().map(Instant::toString).orElse(""));
    environment.put(ATTEMPT, String.valueOf(number));
    return environment;
  }

  /** The mark of its processes. */
  public String mark() {
    return mark;
  }

  /** Asks for the end; the first reason counts. */
  void end(End why) {
    Optional<Runnable> action;
    synchronized (this) {
      if (end.isPresent()) {
        return;
      }
      end = Optional.of(why);
      action = ender;
    }
    action.ifPresent(Runnable::run);
  }

  public synchronized Optional<End> endReason() {
    return end;
  }

  boolean isTakenOver() {
    return endReason().filter(End.TAKEN_OVER::equals).isPresent();
  }

  /** Sets what ends the running process; called at once if the end was asked for before. */
  public void cancelBy(Runnable action) {
    boolean isLate;
    synchronized (this) {
      ender = Optional.of(action);
      isLate = end.isPresent();
    }
    if (isLate) {
      action.run();
    }
  }

  /** Clears the canceller: the process has ended, and there is nothing left to cancel. */
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
    return "job " + job().id() + " host=" + host + " attempt=" + number;
  }
}
