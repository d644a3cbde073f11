// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.condition.Fact;
import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
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

  /**
   * @param redis stays the caller's
   */
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
    redis.run(
        "remembering the end of job " + job.id(),
        Script.NOTE_RUN,
        List.of(key(job, worker)),
        arguments(outcome, at).toArray());
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
    Optional<Duration> since =
        Optional.ofNullable(fields.get("ok"))
            .filter(millis -> millis.matches("[0-9]{1,15}"))
            .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
            .map(ok -> Duration.between(ok, redis.serverTime()))
            .map(age -> age.isNegative() ? Duration.ZERO : age);
    return new LastRun(Optional.ofNullable(fields.get("outcome")), since);
  }
}
