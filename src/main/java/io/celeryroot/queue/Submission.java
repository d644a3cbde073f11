// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.redis.Once;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.params.SetParams;

/** The one way to start a run. Thread-safe. */
public final class Submission {

  /** Older records are found by id only, until they end. */
  static final int MAX_RUNS = 10_000;

  private static final String NOT_CLOSED = "";

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
    return submit(List.of(request), now, run -> target -> Optional.empty()).get(0);
  }

  /**
   * Submits several runs in about as many round trips as one.
   *
   * @param now Redis server time
   * @param closed by run, the reason why a target's job is recorded as skipped; empty: it is
   *     enqueued
   * @return in the order of the requests
   * @throws QueueUnavailable some jobs of some runs may be enqueued; the same call again is safe
   */
  public List<SubmittedRun> submit(
      List<RunRequest> requests,
      Instant now,
      Function<RunRequest, Function<Target, Optional<String>>> closed) {
    List<RunRecord> runs = records(requests, now);
    List<List<String>> ids = new ArrayList<>();
    Map<String, List<Job>> byReason = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      RunRequest request = requests.get(i);
      RunRecord run = runs.get(i);
      Function<Target, Optional<String>> reasons = closed.apply(request);
      List<Job> jobs =
          run.jobs().stream().map(job -> request.toJob(job.target(), run.submitted())).toList();
      ids.add(jobs.stream().map(Job::id).toList());
      jobs.forEach(
          job ->
              byReason
                  .computeIfAbsent(
                      reasons.apply(job.target()).orElse(NOT_CLOSED), reason -> new ArrayList<>())
                  .add(job));
    }
    Map<String, Enqueued> done = enqueueOrSkip(byReason, now);
    List<SubmittedRun> submitted = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Map<String, Enqueued> own = new LinkedHashMap<>();
      ids.get(i).forEach(id -> own.put(id, done.get(id)));
      submitted.add(new SubmittedRun(runs.get(i), own));
    }
    return submitted;
  }

  private Map<String, Enqueued> enqueueOrSkip(Map<String, List<Job>> byReason, Instant now) {
    Map<String, Enqueued> done =
        new HashMap<>(enqueuer.enqueue(byReason.getOrDefault(NOT_CLOSED, List.of()), now));
    byReason.forEach(
        (reason, jobs) -> {
          if (!reason.equals(NOT_CLOSED)) {
            enqueuer.skip(jobs, reason);
            jobs.forEach(job -> done.put(job.id(), Enqueued.SKIPPED));
          }
        });
    return done;
  }

  /** The records as stored by whoever came first. */
  private List<RunRecord> records(List<RunRequest> requests, Instant now) {
    Map<String, RunRecord> runs = new LinkedHashMap<>();
    requests.forEach(request -> runs.put(request.run(), request.toRecord(now)));
    String which =
        requests.get(0).run() + (runs.size() == 1 ? "" : " and " + (runs.size() - 1) + " more");
    SetParams once = SetParams.setParams().nx().px(kept.toMillis());
    Map<String, String> texts = new LinkedHashMap<>();
    runs.forEach((id, run) -> texts.put(Keys.run(id), run.toJson()));
    Map<String, String> older =
        redis.call("writing the record of run " + which, j -> Once.set(j, texts, once));
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(now.toEpochMilli(), kept.toMillis(), MAX_RUNS));
    args.addAll(runs.keySet());
    redis.run("listing run " + which, Script.LIST_RUN, List.of(Keys.RUNS), args.toArray());
    return runs.values().stream()
        .map(
            run ->
                Optional.ofNullable(older.get(Keys.run(run.id())))
                    .flatMap(RunRecord::parse)
                    .orElse(run))
        .toList();
  }
}
