// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.text.Shortage;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ShortageWatchTest {

  private final Shortage files = Shortage.in(new IOException("Too many open files")).orElseThrow();

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.worker");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long nanos;
  private final ShortageWatch watch = new ShortageWatch(() -> nanos);

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void each_pause_is_twice_as_long_up_to_a_minute() {
    for (int seconds : new int[] {2, 4, 8, 16, 32, 60, 60}) {
      watch.felt(files);
      pass(seconds - 1);
      assertThat(watch.reason()).as("after " + seconds + " s").isPresent();
      pass(1);
      assertThat(watch.reason()).as("after " + seconds + " s").isEmpty();
    }
  }

  @Test
  void refusals_during_a_pause_do_not_make_it_longer() {
    watch.felt(files);
    watch.felt(files);
    pass(1);
    watch.felt(files);
    pass(1);

    assertThat(watch.reason()).isEmpty();
  }

  @Test
  void a_shortage_takes_two_lines_however_often_it_is_felt() {
    watch.felt(files);
    pass(2);
    watch.tellEnd();
    watch.felt(files);
    pass(6);
    watch.tellEnd();
    pass(3);
    watch.tellEnd();
    watch.tellEnd();

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "jobs cannot start: Too many open files; fix: raise LimitNOFILE= (ulimit -n); releases"
                + " its jobs and claims none for 2 s, then longer",
            "claims jobs again, after 6 s");
  }

  @Test
  void what_comes_after_the_end_begins_with_a_short_pause_again() {
    watch.felt(files);
    pass(2);
    watch.felt(files);
    pass(9);
    watch.tellEnd();
    watch.felt(files);
    pass(2);

    assertThat(watch.reason()).isEmpty();
  }

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }
}
