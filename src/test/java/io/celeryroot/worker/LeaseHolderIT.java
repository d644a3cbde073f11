// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LeaseHolderIT {

  @Test
  void a_session_that_is_forgotten_at_any_moment_is_opened_again() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = TestRedis.connect(server.url())) {
      LeaseHolder lease = holder(redis);
      AtomicBoolean isOver = new AtomicBoolean();

      CompletableFuture<Void> opening =
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  lease.open();
                }
              });
      for (int i = 0; i < 100 && !opening.isDone(); i++) {
        while (!lease.isOpen() && !opening.isDone()) {
          Thread.onSpinWait();
        }
        redis.jedis().flushAll();
        lease.forget();
      }
      isOver.set(true);

      assertThat(opening).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  private static LeaseHolder holder(Redis redis) {
    String text = "workers: {web: {hostnames: [web01], queue: web_tasks}}\n";
    ClConfig config = TestSite.config(text);
    Attempts attempts =
        new Attempts(
            redis, TaskRules.of(config), config.resultsKept(), failure -> {}, JobListener.NONE);
    return new LeaseHolder(
        redis,
        attempts,
        new WorkerIdentity("w1", "web01", config.roles().get("web"), "web_tasks", "redis"),
        new RedisAvailability(InstantSource.system()));
  }
}
