// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.redis.Redis;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import redis.clients.jedis.params.ZRangeParams;

/** Reads run records. Thread-safe. */
public final class RunRecords {

  private static final int PAGE = 100;

  private final Redis redis;

  /**
   * @param redis stays the caller's
   */
  public RunRecords(Redis redis) {
    this.redis = redis;
  }

  /** The record of a run; empty: no such run, or its time is over. */
  public Optional<RunRecord> find(String run) {
    String text = redis.call("reading the record of run " + run, j -> j.get(Keys.run(run)));
    return Optional.ofNullable(text).flatMap(RunRecord::parse);
  }

  /** The run that a job belongs to. */
  public Optional<RunRecord> ofJob(String job) {
    return RunIds.runOf(job).flatMap(this::find);
  }

  /**
   * The newest runs that match, newest first.
   *
   * @param limit most to return
   * @param filter which
   */
  public List<RunRecord> list(int limit, Predicate<RunRecord> filter) {
    List<RunRecord> runs = new ArrayList<>();
    for (int from = 0; runs.size() < limit; from += PAGE) {
      int first = from;
      List<String> ids =
          redis.call(
              "listing runs",
              j -> j.zrange(Keys.RUNS, ZRangeParams.zrangeParams(first, first + PAGE - 1).rev()));
      List<String> texts = redis.getAll("reading runs", ids.stream().map(Keys::run).toList());
      texts.stream()
          .filter(Objects::nonNull)
          .flatMap(text -> RunRecord.parse(text).stream())
          .filter(filter)
          .forEach(runs::add);
      if (ids.size() < PAGE) {
        break;
      }
    }
    return List.copyOf(runs.subList(0, Math.min(limit, runs.size())));
  }
}
