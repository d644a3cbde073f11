// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports of processes that run nothing, for tests that need only that there is one. */
public final class Reports {

  private Reports() {}

  /** A worker of the role web with four slots. */
  public static Heartbeat worker(String host, Instant at, String... lists) {
    return worker(host, host, at, lists);
  }

  public static Heartbeat worker(String name, String host, Instant at, String... lists) {
    return report(name, host, at, List.of("web"), List.of(lists), 4);
  }

  /** Writes the report of a worker as the route of workers does. */
  public static void put(Redis redis, Heartbeat report) {
    String text = Heartbeats.text(redis.seals(), Keys.WORKERS, report);
    redis.jedis().hset(Keys.WORKERS, report.name(), text);
  }

  public static Heartbeat beat(String name, Instant at) {
    return report(name, name, at, List.of(), List.of(), 0);
  }

  private static Heartbeat report(
      String name,
      String host,
      Instant at,
      List<String> roles,
      List<String> lists,
      int concurrency) {
    return new Heartbeat(
        name,
        host,
        roles,
        lists,
        "test",
        1,
        "machine",
        at,
        0.5,
        2,
        concurrency,
        List.of(),
        0,
        0,
        Map.of(),
        Optional.empty(),
        at,
        Map.of());
  }
}
