// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WatchdogTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(150), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void reports_trouble_beyond_the_limit_until_activity_is_seen() {
    pass(Duration.ofSeconds(150));
    assertThat(watchdog.trouble("no look")).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(watchdog.trouble("no look")).contains("no look for 150 s");

    watchdog.seen();

    assertThat(watchdog.trouble("no look")).isEmpty();
    assertThat(watchdog.length()).isZero();
  }
}
