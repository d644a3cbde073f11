// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.ConfigReader;
import io.celeryroot.job.Target;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class SessionsIT {

  private static final Target LIST = new Target("web", "web_tasks", Optional.of("web01"));

  @Test
  void a_session_that_is_forgotten_at_any_moment_is_opened_again() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Celeryroot celeryroot = celeryroot(server.url())) {
      Sessions sessions = new Sessions(celeryroot, List.of(LIST));
      AtomicBoolean isOver = new AtomicBoolean();

      CompletableFuture<Void> opening =
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  sessions.open();
                }
              });
      for (int i = 0; i < 100 && !opening.isDone(); i++) {
        while (!sessions.isOpen() && !opening.isDone()) {
          Thread.onSpinWait();
        }
        celeryroot.services().redis().jedis().flushAll();
        sessions.forget();
      }
      isOver.set(true);

      assertThat(opening).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  private static Celeryroot celeryroot(String url) {
    String text = "redis: " + url + "\nworkers: {web: {hostnames: [web01], queue: web_tasks}}\n";
    ClConfig config =
        ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("config", config);
    Celeryroot celeryroot = new Celeryroot("cl.yaml");
    celeryroot.setCamelContext(context);
    return celeryroot;
  }
}
