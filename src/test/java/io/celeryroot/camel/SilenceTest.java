// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilenceTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Silence silence = new Silence(Duration.ofSeconds(150), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void it_is_a_defect_when_it_lasts_longer_than_allowed_and_none_after_it_ended() {
    pass(Duration.ofSeconds(150));
    assertThat(silence.trouble("no look")).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(silence.trouble("no look")).contains("no look for 150 s");

    silence.end();

    assertThat(silence.trouble("no look")).isEmpty();
    assertThat(silence.length()).isZero();
  }
}
