// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class ContextPartsTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void while_a_silent_redis_is_connected_to_nothing_else_waits() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ContextParts parts = parts(silent.getLocalPort());
      CompletableFuture<Instant> connecting = inThread(parts.redis()::serverTime);

      try (Socket accepted = silent.accept()) {
        assertThat(accepted.getInputStream().read()).isPositive();

        assertThat(inThread(parts::availability)).succeedsWithin(SOON);
        assertThat(inThread(parts::config)).succeedsWithin(SOON);
        assertThat(inThread(parts::attempts)).succeedsWithin(SOON);
        assertThat(connecting).isNotDone();
      }
    }
  }

  /**
   * A thread of its own: the common pool of two processors has one, which the first call blocks.
   */
  private static <T> CompletableFuture<T> inThread(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, work -> new Thread(work).start());
  }

  private static ContextParts parts(int port) {
    String text =
        """
        redis: {url: "redis://127.0.0.1:%d/0", timeout: 1m}
        workers: {web: {hostnames: [web01]}}
        """
            .formatted(port);
    ClConfig config = TestSite.config(text);
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind(ContextParts.CONFIG, config);
    return new ContextParts(context);
  }
}
