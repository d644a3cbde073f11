// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueRuleTest {

  private static final Instant TWO = Instant.parse("2026-11-24T02:00:00Z");
  private static final Instant THREE = Instant.parse("2026-11-24T03:00:00Z");

  @Test
  void the_first_look_uses_the_expression_of_the_file() {
    DueRule rule = rule("cron: '0 3 * * *'", Optional.empty());

    assertThat(rule.isAnyDue()).isTrue();
    assertThat(rule.timetable().text()).isEqualTo("0 3 * * *");
    assertThat(rule.now()).isEqualTo("0 3 * * * UTC");
  }

  @Test
  void a_changed_expression_counts_from_the_next_look() {
    DueRule rule = rule("cron: '0 3 * * *', timezone: Europe/Berlin", Optional.of("0 2 * * * UTC"));

    assertThat(rule.timetable().text()).isEqualTo("0 2 * * *");
    assertThat(rule.timetable().zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(rule.now()).isEqualTo("0 3 * * * Europe/Berlin");
  }

  @Test
  void an_instant_of_the_old_expression_alone_is_due_no_more() {
    DueRule rule = rule("cron: '0 3 * * *'", Optional.of("0 2,3 * * * UTC"));

    assertThat(rule.isStillDue(TWO)).isFalse();
    assertThat(rule.isStillDue(THREE)).isTrue();
  }

  @Test
  void nothing_is_due_of_a_disabled_schedule() {
    DueRule rule = rule("cron: '0 3 * * *', enabled: false", Optional.of("0 3 * * * UTC"));

    assertThat(rule.isAnyDue()).isFalse();
    assertThat(rule.now()).isEqualTo(ScheduleState.DISABLED);
  }

  @Test
  void an_enabled_schedule_does_not_catch_up_its_disabled_time() {
    DueRule rule = rule("cron: '0 3 * * *'", Optional.of(ScheduleState.DISABLED));

    assertThat(rule.isAnyDue()).isFalse();
    assertThat(rule.now()).isEqualTo("0 3 * * * UTC");
  }

  @Test
  void an_unreadable_plan_is_replaced_by_that_of_the_file() {
    for (String plan : List.of("", "x", "0 99 * * * UTC", "0 2 * * * Nowhere/City")) {
      DueRule rule = rule("cron: '0 3 * * *'", Optional.of(plan));

      assertThat(rule.timetable().text()).as(plan).isEqualTo("0 3 * * *");
      assertThat(rule.isAnyDue()).as(plan).isTrue();
    }
  }

  private static DueRule rule(String yaml, Optional<String> plan) {
    Schedule schedule =
        TestSite.config(
                "redis://127.0.0.1:1",
                """
                workers: {web: {hostnames: [web01]}}
                schedules: {s: {task: ping, targets: [web], %s}}
                """
                    .formatted(yaml))
            .schedules()
            .get("s");
    return DueRule.of(
        schedule,
        new ScheduleState(
            "s",
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            plan,
            Optional.empty()));
  }
}
