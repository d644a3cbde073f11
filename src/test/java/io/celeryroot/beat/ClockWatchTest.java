// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.camel.QuartzTriggers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
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

  @Test
  void a_clock_that_goes_with_the_time_has_not_jumped() {
    assertThat(watch.hasJumped(T0, 5)).isFalse();
    assertThat(watch.hasJumped(T0.plusSeconds(3600), 5 + Duration.ofHours(1).toNanos())).isFalse();
  }

  @Test
  void a_clock_that_is_set_forward_or_back_has_jumped_once() {
    watch.hasJumped(T0, 5);
    assertThat(watch.hasJumped(T0.plusSeconds(3600), 6)).isTrue();
    assertThat(watch.hasJumped(T0.plusSeconds(3600), 7)).isFalse();
    assertThat(watch.hasJumped(T0, 8)).isTrue();
    assertThat(watch.hasJumped(T0, 9)).isFalse();
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
