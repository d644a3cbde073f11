// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

  private final TimeLimit limit = new TimeLimit(Duration.ofMillis(200), 2);
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    never.countDown();
  }

  /** Like a look at a file system whose server is away: an interrupt does not end it. */
  private int hang() {
    boolean isOver = false;
    while (!isOver) {
      try {
        never.await();
        isOver = true;
      } catch (InterruptedException e) {
        // The kernel does not care.
      }
    }
    return 1;
  }

  @Test
  void a_call_gives_its_value() throws Exception {
    assertThat(limit.call(() -> 42)).isEqualTo(42);
  }

  @Test
  void the_failure_of_a_call_is_the_cause() {
    assertThatThrownBy(
            () ->
                limit.call(
                    () -> {
                      throw new IOException("no such disk");
                    }))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no such disk");
  }

  @Test
  void a_call_that_hangs_is_left_behind() {
    long start = System.nanoTime();

    assertThatThrownBy(() -> limit.call(this::hang)).isInstanceOf(TimeLimit.Exceeded.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void no_more_threads_are_left_behind_than_allowed() throws Exception {
    assertThatThrownBy(() -> limit.call(this::hang)).hasMessageContaining("no answer");
    assertThatThrownBy(() -> limit.call(this::hang)).hasMessageContaining("no answer");

    assertThatThrownBy(() -> limit.call(() -> 42)).hasMessageContaining("too many");

    never.countDown();
    assertThat(limit.call(() -> 42)).isEqualTo(42);
  }

  @Test
  void a_call_that_ends_when_it_is_asked_to_gives_its_value() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);

    int value =
        limit.call(
            () -> {
              asked.await();
              return 7;
            },
            asked::countDown,
            Duration.ofSeconds(10));

    assertThat(value).isEqualTo(7);
  }
}
