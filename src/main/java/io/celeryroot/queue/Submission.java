// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.SpoiledKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;

/** The one way to start a run. Thread-safe. */
public final class Submission {

  /** Older records are found by id only, until they end. */
  static final int MAX_RUNS = 10_000;

  private final Redis redis;
  private final Duration kept;
  private final JobQueues queues;

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
    this.queues = new JobQueues(redis, resultsKept, ends);
  }

  /**
   * Writes the run record, then enqueues each job once. The same call again, after a crash or a
   * timeout, leads to the same jobs: those of the first record.
   *
   * @throws QueueUnavailable some jobs may be enqueued; the same call again is safe
   */
  public SubmittedRun submit(RunRequest request) {
    RunRecord run = record(request);
    Map<String, Enqueued> jobs = new LinkedHashMap<>();
    for (RunJob job : run.jobs()) {
      jobs.put(job.id(), enqueue(request, run, job.target()));
    }
    return new SubmittedRun(run, jobs);
  }

  /** Only the first half: the record, as stored by whoever came first. */
  public RunRecord record(RunRequest request) {
    String id = request.run();
    Instant now = redis.serverTime();
    RunRecord run = request.toRecord(now);
    String key = Keys.run(id);
    CrashPoint.RUN_NAMED.pass();
    SetParams once = SetParams.setParams().nx().px(kept.toMillis());
    String stored =
        redis.call(
            "writing the record of run " + id,
            j -> j.set(key, run.toJson(), once) == null ? j.get(key) : run.toJson());
    CrashPoint.RUN_RECORDED.pass();
    redis.call(
        "listing run " + id,
        SpoiledKey.naming(
            Keys.RUNS,
            j -> {
              j.zadd(Keys.RUNS, (double) now.toEpochMilli(), id, ZAddParams.zAddParams().nx());
              j.zremrangeByScore(Keys.RUNS, 0, (double) now.minus(kept).toEpochMilli());
              j.zremrangeByRank(Keys.RUNS, 0, -1L - MAX_RUNS);
              return j.pexpire(Keys.RUNS, kept.toMillis());
            }));
    CrashPoint.RUN_LISTED.pass();
    return RunRecord.parse(stored == null ? run.toJson() : stored).orElse(run);
  }

  /**
   * The other half for one target of a recorded run.
   *
   * @param request of the run, with the values that the record does not show
   * @param run its record
   * @param target one of the record's
   */
  public Enqueued enqueue(RunRequest request, RunRecord run, Target target) {
    Enqueued enqueued = queues.enqueue(request.toJob(target, run.submitted()));
    CrashPoint.JOB_ENQUEUED.pass();
    return enqueued;
  }
}
