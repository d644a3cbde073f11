// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lists in which kombu puts jobs of another priority than 0. On a cluster, which kombu does not
 * use, and for a user of Redis without the right to them, there are none.
 */
public final class PriorityLists {

  private PriorityLists() {}

  /**
   * Counts the jobs that wait in such lists.
   *
   * @param targets of one queue
   * @return by the key of each list that holds some, the more urgent of a target first
   */
  public static Map<String, Long> waiting(Redis redis, List<Target> targets) {
    Map<String, Long> waiting = new LinkedHashMap<>();
    for (List<Target> some : Redis.batches(targets)) {
      List<String> keys = some.stream().flatMap(t -> Keys.priorities(t).stream()).toList();
      List<?> counts =
          redis.rows(
              "counting jobs with a priority",
              Script.PRIORITISED,
              List.of(some.get(0).list()),
              keys.toArray());
      for (int i = 0; i < keys.size(); i++) {
        long count = (Long) counts.get(i);
        if (count > 0) {
          waiting.put(keys.get(i), count);
        }
      }
    }
    return waiting;
  }

  /** The keys of a target's lists that hold jobs, the more urgent first. */
  public static List<String> inUse(Redis redis, Target target) {
    return new ArrayList<>(waiting(redis, List.of(target)).keySet());
  }
}
