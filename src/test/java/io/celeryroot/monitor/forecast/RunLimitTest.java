// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RunLimitTest {

  private static final Period WEEK = Period.weekAfter(Instant.parse("2026-11-23T01:00:00Z"));

  private static boolean exceeds(long runs, long jobs, String schedules) {
    return new RunLimit(runs, jobs)
        .isExceeded(
            TestSite.config(
                "redis://127.0.0.1:1",
                """
                workers: {web: {hostnames: [web1, web2, web3]}}
                tasks: {sync: {command: ["true"]}}
                schedules: {%s}
                """
                    .formatted(schedules)),
            WEEK,
            Set.of());
  }

  @Test
  void runs_and_jobs_of_a_week_are_counted() {
    String daily = "daily: {cron: \"0 2 * * *\", task: sync, targets: [web]}";
    assertThat(exceeds(7, 21, daily)).isFalse();
    assertThat(exceeds(6, 21, daily)).isTrue();
    assertThat(exceeds(7, 20, daily)).isTrue();
    assertThat(exceeds(7, 21, daily + ", two: {every: 6d, task: sync, targets: [web1]}")).isTrue();
  }

  @Test
  void a_disabled_schedule_does_not_count() {
    assertThat(
            exceeds(0, 0, "off: {cron: \"0 2 * * *\", task: sync, targets: [web], enabled: false}"))
        .isFalse();
  }

  @Test
  void a_week_of_seconds_is_counted_no_further_than_the_limit() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append("s%d: {every: 1s, task: sync, targets: [web]}, ".formatted(i));
    }
    long began = System.nanoTime();
    assertThat(exceeds(500_000, 20_000_000, many.toString())).isTrue();
    assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
  }
}
