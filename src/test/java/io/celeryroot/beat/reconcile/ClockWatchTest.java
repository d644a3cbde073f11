// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.camel.QuartzTriggers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

class ClockWatchTest {

  private static final Instant T0 = Instant.parse("2026-11-24T03:00:00Z");
  private final ClockWatch watch = new ClockWatch();

  private static ClockWatch.Reading reading(Instant wall, long awake, long uptime) {
    return new ClockWatch.Reading(
        wall, Duration.ofSeconds(awake).toNanos(), Optional.of(Duration.ofSeconds(uptime)));
  }

  @Test
  void a_clock_that_goes_with_the_time_has_not_jumped() {
    assertThat(watch.look(reading(T0, 5, 500))).isEmpty();
    assertThat(watch.look(reading(T0.plusSeconds(3600), 3605, 4100))).isEmpty();
  }

  @Test
  void a_clock_that_is_set_forward_was_wrong_since_its_machine_started() {
    watch.look(reading(T0, 5, 500));

    ClockCorrection correction =
        watch.look(reading(T0.plusSeconds(3660), 65, 560)).orElseThrow().correction().orElseThrow();

    assertThat(correction.by()).isEqualTo(Duration.ofHours(1));
    assertThat(correction.covers(T0)).isTrue();
    assertThat(correction.covers(T0.minusSeconds(499))).isTrue();
    assertThat(correction.covers(T0.minusSeconds(501))).isFalse();
    assertThat(correction.covers(T0.plusSeconds(3660))).isFalse();
    assertThat(watch.look(reading(T0.plusSeconds(3661), 66, 561))).isEmpty();
  }

  @Test
  void a_clock_that_is_set_back_has_jumped_and_was_not_behind() {
    watch.look(reading(T0, 5, 500));

    assertThat(watch.look(reading(T0.minusSeconds(3600), 6, 501)).orElseThrow().correction())
        .isEmpty();
  }

  @Test
  void the_clock_of_a_machine_that_slept_was_right() {
    watch.look(reading(T0, 5, 500));

    assertThat(watch.look(reading(T0.plusSeconds(3600), 6, 4100)).orElseThrow().correction())
        .isEmpty();
  }

  @Test
  void a_schedule_fires_in_its_next_minute_after_the_clock_went_back() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.disableJMX();
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("quartz:celeryroot/s?cron=0+*+*+*+*+?").to("log:fired");
            }
          });
      context.start();
      Scheduler scheduler = context.getComponent("quartz", QuartzComponent.class).getScheduler();
      TriggerKey key = new TriggerKey("s", "celeryroot");
      Trigger trigger = scheduler.getTrigger(key);
      Date tomorrow = Date.from(Instant.now().plus(Duration.ofDays(1)));
      scheduler.rescheduleJob(key, trigger.getTriggerBuilder().startAt(tomorrow).build());
      // Quartz cuts the fraction of a second off.
      assertThat(scheduler.getTrigger(key).getNextFireTime().toInstant())
          .isAfterOrEqualTo(tomorrow.toInstant().truncatedTo(ChronoUnit.SECONDS));

      QuartzTriggers.rearm(context);

      Instant next = scheduler.getTrigger(key).getNextFireTime().toInstant();
      assertThat(next).isBefore(Instant.now().plusSeconds(61));
    }
  }
}
