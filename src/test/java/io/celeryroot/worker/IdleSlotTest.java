// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleSlotTest {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private final IdleSlot slot = new IdleSlot();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void a_wait_ends_when_the_slot_comes() {
    CompletableFuture<Boolean> wait = wait(true);

    slot.put();

    assertThat(wait).succeedsWithin(SOON).isEqualTo(true);
    assertThat(slot.take()).isTrue();
  }

  @Test
  void a_wait_ends_without_the_slot_when_something_else_has_changed() {
    CompletableFuture<Boolean> wait = wait(true);
    await().pollDelay(Duration.ofMillis(300)).until(() -> !wait.isDone());

    slot.stir();

    assertThat(wait).succeedsWithin(SOON).isEqualTo(false);
    assertThat(slot.take()).isFalse();
  }

  private CompletableFuture<Boolean> wait(boolean isWantedHere) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return slot.await(isWantedHere);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            threads)
        .orTimeout(10, TimeUnit.SECONDS);
  }
}
