// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.run;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Each;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZRangeParams;

/** The IDs of runs by the time of their submission, at most 10 000. Thread-safe. */
public final class RunIndex {

  /** Size of a page where many IDs are read. */
  public static final int PAGE = 1000;

  private final Redis redis;

  public RunIndex(Redis redis) {
    this.redis = redis;
  }

  /**
   * All IDs in pages, newest first. A page is read when the stream gets to it.
   *
   * @param first size of the first page, as many as may be enough
   * @param most size of the others, and at most of the first
   * @param since earliest submission; empty: any
   * @param until latest submission; empty: any
   */
  public Stream<List<String>> pages(
      int first, int most, Optional<Instant> since, Optional<Instant> until) {
    return Stream.iterate(
            new int[] {0, Math.min(first, most)}, page -> new int[] {page[0] + page[1], most})
        .map(page -> read(page[0], page[1], since, until))
        .takeWhile(page -> !page.isEmpty());
  }

  private List<String> read(int from, int count, Optional<Instant> since, Optional<Instant> until) {
    double least = since.map(Instant::toEpochMilli).orElse(0L);
    double most = until.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    ZRangeParams range = ZRangeParams.zrangeByScoreParams(most, least).rev().limit(from, count);
    return redis.call("listing runs", j -> j.zrange(Keys.RUNS, range));
  }

  /**
   * Selects the runs of which at least one of some keys exists.
   *
   * @param keys by run
   */
  public List<String> having(Map<String, List<String>> keys) {
    return keys.isEmpty()
        ? List.of()
        : redis.call("looking for jobs of " + keys.size() + " runs", j -> existing(j, keys));
  }

  private static List<String> existing(UnifiedJedis jedis, Map<String, List<String>> keys) {
    Map<String, Supplier<Long>> counts =
        Each.ask(
            jedis,
            keys.keySet(),
            (one, run) -> keys.get(run).stream().filter(one::exists).count(),
            (all, run) -> all.exists(keys.get(run).toArray(new String[0])));
    return keys.keySet().stream().filter(run -> counts.get(run).get() > 0).toList();
  }
}
