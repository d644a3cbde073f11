// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.util.ArrayList;
import java.util.List;

/** Counts what lies in keys of one queue, which one slot of a cluster holds, by one question. */
final class Counts {

  private Counts() {}

  /**
   * Counts the entries of keys.
   *
   * @param doing for the message of a failure
   * @param sets sorted sets
   * @return the counts of the lists, then those of the sets
   */
  static List<Long> of(Redis redis, String doing, List<String> lists, List<String> sets) {
    List<String> keys = new ArrayList<>(lists);
    keys.addAll(sets);
    return keys.isEmpty()
        ? List.of()
        : redis.rows(doing, Script.COUNT, keys, lists.size()).stream()
            .map(count -> (Long) count)
            .toList();
  }
}
