// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.run;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.redis.Each;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Counts the jobs of each run as they end, and reads the counts of many runs. Thread-safe. */
public final class RunEnds {

  private final Redis redis;

  public RunEnds(Redis redis) {
    this.redis = redis;
  }

  /**
   * The key in which the end of a job is counted: of its run, or of the workflow that has its run
   * as a step.
   *
   * @return empty: a foreign client submitted it, or it is a requeued dead letter, whose end was
   *     counted before
   */
  public static Optional<String> key(Job job) {
    return job.run()
        .filter(run -> job.id().equals(RunIds.job(run, job.target())))
        .map(run -> Keys.ends(RunIds.workflowOf(run).orElse(run)));
  }

  /** The arguments of {@code count_end.lua} and of its part in other scripts. */
  public static List<Object> arguments(JobOutcome end, Instant at, Duration kept) {
    return List.of(
        end.outcome().word(), end.duration().toMillis(), at.toEpochMilli(), kept.toMillis());
  }

  /** Counts the end of a job alone, where its record lies on another server. */
  public void count(Job job, JobOutcome end, Instant at, Duration kept) {
    key(job)
        .ifPresent(
            key ->
                redis.run(
                    "counting the end of job " + job.id(),
                    Script.COUNT_END,
                    List.of(key),
                    arguments(end, at, kept).toArray()));
  }

  /** The counts of runs, in their order; a run of which no job has ended has none. */
  public Map<String, EndCounts> read(Collection<String> runs) {
    List<String> all = new ArrayList<>(runs);
    return all.isEmpty()
        ? Map.of()
        : redis.call("reading the ends of " + all.size() + " runs", j -> ask(j, all));
  }

  private static Map<String, EndCounts> ask(UnifiedJedis jedis, List<String> runs) {
    Map<String, EndCounts> counts = new LinkedHashMap<>();
    Each.ask(
            jedis,
            runs,
            (one, run) -> one.hgetAll(Keys.ends(run)),
            (all, run) -> all.hgetAll(Keys.ends(run)))
        .forEach((run, answer) -> counts.put(run, counts(answer)));
    return counts;
  }

  private static EndCounts counts(Supplier<Map<String, String>> answer) {
    try {
      return EndCounts.of(answer.get());
    } catch (JedisDataException e) {
      // The key holds what is not ours: the run is shown by the results of its jobs.
      return EndCounts.NONE;
    }
  }
}
