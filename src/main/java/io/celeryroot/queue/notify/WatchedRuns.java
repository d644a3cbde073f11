// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.notify;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.params.ZAddParams;

/** The runs of which somebody wants to know, for all Beats. Thread-safe. */
public final class WatchedRuns {

  private final Redis redis;

  public WatchedRuns(Redis redis) {
    this.redis = redis;
  }

  /**
   * Watches runs, before they are submitted, so that none is forgotten. May be repeated.
   *
   * @param runs IDs
   */
  public void add(Collection<String> runs) {
    if (!runs.isEmpty()) {
      Instant now = redis.serverTimeNow();
      Map<String, Instant> at = new HashMap<>();
      runs.forEach(run -> at.put(run, now));
      watch(at, ZAddParams.zAddParams().nx());
    }
  }

  /** Looks at runs again later. */
  public void lookAgain(Map<String, Instant> at) {
    if (!at.isEmpty()) {
      // One that another Beat has taken from the set stays out of it.
      watch(at, ZAddParams.zAddParams().xx());
    }
  }

  private void watch(Map<String, Instant> at, ZAddParams which) {
    Map<String, Double> scores = new HashMap<>();
    at.forEach((run, time) -> scores.put(run, (double) time.toEpochMilli()));
    redis.call("watching " + at.size() + " runs", j -> j.zadd(Keys.WATCHED, scores, which));
  }

  /** Forgets a run of which nothing is on record. */
  public void remove(String run) {
    redis.call("watching run " + run + " no more", j -> j.zrem(Keys.WATCHED, run));
  }
}
