// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.condition.Fact;
import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.job.sign.RecordSeal;
import io.celeryroot.redis.Digits;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers, for each host and task, how the last job ended and when one last ended well. For
 * conditions, which ask about {@link Fact#REMEMBERED} at most. Times are those of Redis.
 * Thread-safe.
 */
public final class LastRuns {

  private final Redis redis;

  public LastRuns(Redis redis) {
    this.redis = redis;
  }

  /**
   * Remembers the end of a job that ran.
   *
   * @param worker that ran it; its name is that of its host where the job names none
   * @throws QueueUnavailable it may not be remembered
   */
  public void note(Job job, String worker, Outcome outcome, Instant at) {
    List<Object> args = new ArrayList<>(arguments(outcome, at));
    args.add(job.id());
    redis.run(
        "remembering the end of job " + job.id(),
        Script.NOTE_RUN,
        List.of(key(job, worker)),
        args.toArray());
  }

  /** The key of the host that ran a job. */
  public static String key(Job job, String worker) {
    return Keys.lastRun(job.target().host().orElse(WorkerIncarnation.worker(worker)), job.task());
  }

  /** The arguments of {@code note_run.lua} and of its part in {@code end.lua}. */
  public static List<Object> arguments(Outcome outcome, Instant at) {
    return List.of(
        outcome.word(),
        at.toEpochMilli(),
        outcome == Outcome.OK ? 1 : 0,
        Fact.REMEMBERED.toMillis());
  }

  /**
   * Reads what is remembered.
   *
   * @throws QueueUnavailable Redis is away, or something else lies there
   */
  public LastRun read(String host, String task) {
    String key = Keys.lastRun(host, task);
    Map<String, String> fields =
        redis.call("reading the last run of " + task + " on " + host, j -> j.hgetAll(key));
    if (redis.seals().isRequired()) {
      return signed(host, task, fields);
    }
    Optional<Duration> since =
        Digits.read(fields.get("ok")).map(Instant::ofEpochMilli).map(this::age);
    return new LastRun(Optional.ofNullable(fields.get("outcome")), since);
  }

  private Duration age(Instant end) {
    Duration age = Duration.between(end, redis.serverTime());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** The last ends by the signed records of the jobs, as long as they are kept. */
  private LastRun signed(String host, String task, Map<String, String> fields) {
    return new LastRun(
        result(host, task, fields.get("job")).map(end -> end.outcome().word()),
        result(host, task, fields.get("ok_job"))
            .filter(end -> end.outcome() == Outcome.OK)
            .map(end -> age(end.at())));
  }

  private record End(Outcome outcome, Instant at) {}

  private Optional<End> result(String host, String task, String job) {
    return Optional.ofNullable(job)
        .map(id -> redis.call("reading the result of job " + id, j -> j.get(Keys.meta(id))))
        .flatMap(stored -> RecordSeal.result(redis.seals(), job, stored))
        .filter(result -> result.task().equals(task) && result.host().equals(host))
        .flatMap(
            result ->
                result
                    .outcome()
                    .filter(end -> result.hasEnded())
                    .flatMap(end -> result.done().map(at -> new End(end.outcome(), at))));
  }
}
