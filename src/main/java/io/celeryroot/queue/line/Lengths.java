// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.util.Collection;
import java.util.List;

/** Lengths of lists and sorted sets. */
public final class Lengths {

  private Lengths() {}

  /**
   * Counts what lies in keys of one queue, which one slot of a cluster holds, hundreds at a time.
   *
   * @param doing for the message of a failure
   * @param keys lists and sorted sets
   */
  public static List<Long> of(Redis redis, String doing, Collection<String> keys) {
    return Redis.batches(keys).stream()
        .flatMap(batch -> redis.rows(doing, Script.COUNT, batch).stream())
        .map(count -> (Long) count)
        .toList();
  }
}
