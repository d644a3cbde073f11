// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import java.util.Map;

/** Remembers which queues files of this site had, also when they have them no more. Thread-safe. */
public final class KnownQueues {

  private final Redis redis;

  public KnownQueues(Redis redis) {
    this.redis = redis;
  }

  /**
   * Remembers queues.
   *
   * @param roles name of the role by queue; not empty
   */
  public void note(Map<String, String> roles) {
    redis.call("remembering queues", j -> j.hset(Keys.QUEUES, roles));
  }

  /** The names of roles by queue, as the last file had them. */
  public Map<String, String> all() {
    return redis.call("reading the names of queues", j -> j.hgetAll(Keys.QUEUES));
  }
}
