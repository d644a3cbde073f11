// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;

/** The one way to start a run. Thread-safe. */
public final class Submission {

  /** Older records are found by id only, until they end. */
  static final int MAX_RUNS = 10_000;

  private final Redis redis;
  private final Duration kept;
  private final Enqueuer enqueuer;

  /**
   * @param redis stays the caller's
   * @param resultsKept how long records stay
   */
  public Submission(Redis redis, Duration resultsKept) {
    this(redis, resultsKept, JobListener.NONE);
  }

  /**
   * @param ends is told of jobs that are skipped
   */
  public Submission(Redis redis, Duration resultsKept, JobListener ends) {
    this.redis = redis;
    this.kept = resultsKept;
    this.enqueuer = new Enqueuer(redis, new Retention(resultsKept, TaskRules.NONE), ends);
  }

  /**
   * Writes the run record, then enqueues each job once. The same call again, after a crash or a
   * timeout, leads to the same jobs: those of the first record.
   *
   * @throws QueueUnavailable some jobs may be enqueued; the same call again is safe
   */
  public SubmittedRun submit(RunRequest request) {
    return submit(request, redis.serverTime());
  }

  /**
   * Submits for a caller that knows the time.
   *
   * @param now Redis server time
   */
  public SubmittedRun submit(RunRequest request, Instant now) {
    RunRecord run = record(request.toRecord(now), Duration.ZERO);
    List<Job> jobs =
        run.jobs().stream().map(job -> request.toJob(job.target(), run.submitted())).toList();
    return new SubmittedRun(run, enqueuer.enqueue(jobs, now));
  }

  /**
   * Writes the record of a run, once, and lists the run.
   *
   * @param longest time until its last job has ended
   * @return the record as stored by whoever came first
   */
  public RunRecord record(RunRecord run, Duration longest) {
    RunRecord stored = store(run, longest);
    redis.run(
        "listing run " + run.id(),
        Script.LIST_RUN,
        List.of(Keys.RUNS),
        run.id(),
        run.submitted().toEpochMilli(),
        kept.toMillis(),
        MAX_RUNS);
    return stored;
  }

  private RunRecord store(RunRecord run, Duration longest) {
    String key = Keys.run(run.id());
    SetParams once = SetParams.setParams().nx().px(kept.plus(longest).toMillis());
    String stored =
        redis.call(
            "writing the record of run " + run.id(),
            j -> j.set(key, run.toJson(), once) == null ? j.get(key) : "");
    return Optional.ofNullable(stored).flatMap(RunRecord::parse).orElse(run);
  }

  /**
   * Enqueues some jobs of a run that is a part of another and not listed itself, each once. Writes
   * its record first. May be repeated.
   *
   * @param request with the targets of all jobs of the run
   * @param part the targets of jobs that are to be enqueued
   * @param submitted time from which on they wait
   * @param longest time until the last job of the run has ended
   */
  public SubmittedRun submitPart(
      RunRequest request, List<Target> part, Instant submitted, Duration longest) {
    RunRecord run = store(request.toRecord(submitted), longest);
    return new SubmittedRun(
        run, enqueuer.enqueue(jobs(request, part, submitted), redis.serverTimeNow()));
  }

  /**
   * Ends jobs of a run as skipped that were never enqueued. May be repeated.
   *
   * @param reason in a few words
   */
  public void skip(RunRequest request, List<Target> part, Instant submitted, String reason) {
    enqueuer.skip(jobs(request, part, submitted), reason);
  }

  private static List<Job> jobs(RunRequest request, List<Target> part, Instant submitted) {
    return part.stream().map(target -> request.toJob(target, submitted)).toList();
  }
}
