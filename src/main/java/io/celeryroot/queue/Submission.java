// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    return submit(request, now, target -> Optional.empty());
  }

  /**
   * Submits a run of which some jobs may not start.
   *
   * @param now Redis server time
   * @param closed the reason why a target's job is recorded as skipped; empty: it is enqueued
   */
  public SubmittedRun submit(
      RunRequest request, Instant now, Function<Target, Optional<String>> closed) {
    RunRecord run = record(request, now);
    Map<String, List<Job>> byReason =
        run.jobs().stream()
            .map(job -> request.toJob(job.target(), run.submitted()))
            .collect(
                Collectors.groupingBy(
                    job -> closed.apply(job.target()).orElse(""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    Map<String, Enqueued> done =
        new HashMap<>(enqueuer.enqueue(byReason.getOrDefault("", List.of()), now));
    byReason.forEach(
        (reason, jobs) -> {
          if (!reason.isEmpty()) {
            enqueuer.skip(jobs, reason);
            jobs.forEach(job -> done.put(job.id(), Enqueued.SKIPPED));
          }
        });
    Map<String, Enqueued> ordered = new LinkedHashMap<>();
    run.jobs().forEach(job -> ordered.put(job.id(), done.get(job.id())));
    return new SubmittedRun(run, ordered);
  }

  /** The record as stored by whoever came first. */
  private RunRecord record(RunRequest request, Instant now) {
    String id = request.run();
    RunRecord run = request.toRecord(now);
    String key = Keys.run(id);
    SetParams once = SetParams.setParams().nx().px(kept.toMillis());
    String stored =
        redis.call(
            "writing the record of run " + id,
            j -> j.set(key, run.toJson(), once) == null ? j.get(key) : "");
    redis.run(
        "listing run " + id,
        Script.LIST_RUN,
        List.of(Keys.RUNS),
        id,
        now.toEpochMilli(),
        kept.toMillis(),
        MAX_RUNS);
    return Optional.ofNullable(stored).flatMap(RunRecord::parse).orElse(run);
  }
}
