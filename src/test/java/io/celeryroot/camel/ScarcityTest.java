// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScarcityTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final AtomicBoolean isScarce = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();
  private final Scarcity scarcity = new Scarcity(this::thread, nanos::get);

  @Test
  void there_are_threads_until_one_was_not_given() {
    assertThat(scarcity.lasts()).isFalse();
    assertThat(scarcity.trouble()).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @Test
  void it_lasts_until_a_thread_is_given_which_is_tried_every_two_seconds() {
    scarcity.met(new OutOfMemoryError("unable to create native thread"));

    assertThat(scarcity.lasts()).isTrue();
    assertThat(scarcity.trouble()).contains("no thread can be started");
    assertThat(asked).hasValue(0);
    pass(Duration.ofSeconds(2));
    assertThat(scarcity.lasts()).isTrue();
    assertThat(scarcity.lasts()).isTrue();
    assertThat(asked).hasValue(1);
    isScarce.set(false);
    pass(Duration.ofMillis(1999));
    assertThat(scarcity.lasts()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(scarcity.lasts()).isFalse();
    assertThat(scarcity.trouble()).isEmpty();
    assertThat(asked).hasValue(2);
  }

  @Test
  void one_more_that_is_not_given_puts_the_next_try_off() {
    scarcity.met(new OutOfMemoryError("unable to create native thread"));
    pass(Duration.ofMillis(1999));
    scarcity.met(new OutOfMemoryError("unable to create native thread"));
    isScarce.set(false);
    pass(Duration.ofMillis(1));

    assertThat(scarcity.lasts()).isTrue();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Thread thread(Runnable work) {
    asked.incrementAndGet();
    if (isScarce.get()) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    return new Thread(work);
  }
}
