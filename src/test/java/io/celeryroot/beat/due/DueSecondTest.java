// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.Schedule;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DueSecondTest {

  private static final Instant AT = Instant.parse("2026-11-24T02:00:00Z");

  private final Map<String, Schedule> schedules =
      TestSite.config(
              """
              workers: {web: {hostnames: [web01]}}
              schedules:
                a: {cron: '@daily', task: ping, targets: [web]}
                b: {cron: '@daily', task: ping, targets: [web]}
                c: {cron: '@daily', task: ping, targets: [web]}
              """)
          .schedules();
  private final List<List<String>> attempts = new ArrayList<>();
  private final Map<String, RuntimeException> failures = new HashMap<>();
  private final DueSecond second =
      new DueSecond(
          at -> List.of(schedules.get("a"), schedules.get("b")),
          (due, at) -> {
            attempts.add(due.stream().map(Schedule::name).toList());
            return failures;
          });

  @Test
  void the_first_that_fires_takes_along_all_that_are_due() {
    fire("b", AT);
    fire("a", AT);

    assertThat(attempts).containsExactly(List.of("b", "a"));
  }

  @Test
  void another_second_is_another_attempt() {
    fire("a", AT);
    fire("a", AT.plusSeconds(60));

    assertThat(attempts).containsExactly(List.of("a", "b"), List.of("a", "b"));
  }

  @Test
  void one_that_fires_twice_is_tried_again_alone() {
    fire("a", AT);
    fire("a", AT);

    assertThat(attempts).containsExactly(List.of("a", "b"), List.of("a"));
  }

  @Test
  void one_that_was_not_known_to_be_due_is_tried_alone() {
    fire("a", AT);
    fire("c", AT);

    assertThat(attempts).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void a_failure_is_told_to_the_schedule_that_it_belongs_to_once() {
    failures.put("b", new IllegalStateException("no answer"));

    fire("a", AT);

    assertThatThrownBy(() -> fire("b", AT)).hasMessage("no answer");
    failures.clear();
    fire("b", AT);
    assertThat(attempts).containsExactly(List.of("a", "b"), List.of("b"));
  }

  private void fire(String schedule, Instant at) {
    second.fired(schedules.get(schedule), at);
  }
}
