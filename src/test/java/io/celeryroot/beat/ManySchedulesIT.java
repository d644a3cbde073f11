// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A Beat with very many schedules; no time is asserted, the measured ones are printed. */
class ManySchedulesIT {

  private static final int SCHEDULES = 1000 * Integer.getInteger("cl.chaos.rounds", 1);
  private static final Instant T0 = Instant.parse("2026-06-01T12:00:30Z");

  @Test
  void the_reconciler_catches_up_with_many_schedules_at_once() {
    AtomicReference<Instant> clock = new AtomicReference<>(T0);
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of())) {
      ClConfig config = config(server.url());
      try (SimulatedBeat beat = new SimulatedBeat(config, clock::get);
          Redis redis = Redis.connect(config.redis())) {
        timed("first look", beat::reconcile);
        clock.set(T0.plusSeconds(60));
        timed("look with all late", beat::reconcile);
        timed("look with none late", beat::reconcile);

        assertThat(redis.jedis().llen("{web_tasks}.web01")).isEqualTo(SCHEDULES);
        assertThat(redis.jedis().zcard("cl.runs")).isEqualTo(Math.min(SCHEDULES, 10_000));
        String memory = redis.jedis().info("memory").lines().skip(2).findFirst().orElse("");
        System.out.printf("schedules=%d redis %s%n", SCHEDULES, memory);
      }
    }
  }

  private static void timed(String what, Runnable work) {
    long started = System.nanoTime();
    work.run();
    System.out.printf(
        "schedules=%d %s: %d ms%n",
        SCHEDULES, what, Duration.ofNanos(System.nanoTime() - started).toMillis());
  }

  private static ClConfig config(String url) {
    StringBuilder text = new StringBuilder("redis: " + url + "\n");
    text.append("workers: {web: {hostnames: [web01]}}\n");
    text.append("tasks: {tick: {command: [/bin/true]}}\nschedules:\n");
    for (int i = 0; i < SCHEDULES; i++) {
      text.append("  s").append(i).append(": {cron: \"* * * * *\", task: tick, targets: [web]}\n");
    }
    return TestSite.config(text.toString());
  }
}
