// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class CeleryrootTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void while_a_silent_redis_is_connected_to_nothing_else_waits() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Celeryroot celeryroot = celeryroot(silent.getLocalPort());
      CompletableFuture<Instant> connecting =
          CompletableFuture.supplyAsync(celeryroot.redis()::serverTime);

      try (Socket accepted = silent.accept()) {
        assertThat(accepted.getInputStream().read()).isPositive();

        assertThat(CompletableFuture.supplyAsync(celeryroot::outage)).succeedsWithin(SOON);
        assertThat(CompletableFuture.supplyAsync(celeryroot::config)).succeedsWithin(SOON);
        assertThat(CompletableFuture.supplyAsync(celeryroot::attempts)).succeedsWithin(SOON);
        assertThat(CompletableFuture.supplyAsync(celeryroot::clock)).succeedsWithin(SOON);
        assertThat(connecting).isNotDone();
      }
    }
  }

  private static Celeryroot celeryroot(int port) {
    String text =
        """
        redis: {url: "redis://127.0.0.1:%d/0", timeout: 1m}
        workers: {web: {hostnames: [web01]}}
        """
            .formatted(port);
    ClConfig config =
        ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("config", config);
    Celeryroot celeryroot = new Celeryroot("cl.yaml");
    celeryroot.setCamelContext(context);
    return celeryroot;
  }
}
