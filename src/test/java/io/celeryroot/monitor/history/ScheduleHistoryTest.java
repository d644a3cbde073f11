// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.queue.schedule.Definition;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScheduleHistoryTest {

  private static final Instant NIGHT = Instant.parse("2026-11-29T02:00:00Z");

  /** The run of so many nights ago. */
  private static RunSummary run(int nights, String outcome, int seconds) {
    boolean hasFailed = Set.of("failed", "cancelled").contains(outcome);
    return run(
        nights, outcome.isEmpty() ? Map.of("running", 1) : Map.of(outcome, 1), hasFailed, seconds);
  }

  private static RunSummary run(
      int nights, Map<String, Integer> counts, boolean hasFailed, int seconds) {
    Instant due = NIGHT.minus(Duration.ofDays(nights));
    return new RunSummary(
        new RunRecord(
            "nightly-" + nights,
            Optional.of("nightly"),
            Optional.of(due),
            "backup",
            Map.of(),
            List.of(),
            List.of(),
            due,
            "beat@b1",
            List.of(),
            Optional.empty()),
        counts,
        !counts.containsKey("running"),
        hasFailed,
        Optional.of(Duration.ofSeconds(seconds)),
        Optional.empty(),
        List.of());
  }

  private static ScheduleHistory history(RunSummary... runs) {
    ScheduleState state =
        new ScheduleState(
            "nightly",
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    return new ScheduleHistory("nightly", state, List.of(runs), List.of());
  }

  @Test
  void the_rate_leaves_out_what_was_skipped_or_still_runs() {
    ScheduleHistory history =
        history(run(0, "", 1), run(1, "ok", 1), run(2, "skipped", 0), run(3, "failed", 1));

    assertThat(history.ended()).isEqualTo(2);
    assertThat(history.succeeded()).isEqualTo(1);
  }

  @Test
  void a_run_that_was_cancelled_or_replaced_is_neither_a_success_nor_a_failure() {
    ScheduleHistory history =
        history(run(0, "", 1), run(1, "cancelled", 1), run(2, "cancelled", 1), run(3, "ok", 1));

    assertThat(history.firstFailure()).isEmpty();
    assertThat(history.ended()).isEqualTo(1);
    assertThat(history.succeeded()).isEqualTo(1);
  }

  @Test
  void a_run_in_which_a_job_failed_before_the_rest_was_cancelled_is_a_failure() {
    RunSummary mixed = run(1, Map.of("failed", 1, "cancelled", 2), true, 1);

    assertThat(history(mixed, run(2, "ok", 1)).firstFailure()).contains(mixed);
  }

  @Test
  void the_first_failure_is_the_oldest_after_the_last_success() {
    assertThat(
            history(run(0, "failed", 1), run(1, "failed", 1), run(2, "ok", 1), run(3, "failed", 1))
                .firstFailure()
                .map(run -> run.run().id()))
        .contains("nightly-1");
    assertThat(history(run(0, "ok", 1), run(1, "failed", 1)).firstFailure()).isEmpty();
    assertThat(history().firstFailure()).isEmpty();
  }

  @Test
  void the_usual_span_leaves_out_a_tenth_at_each_end_and_failures() {
    List<RunSummary> runs = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      runs.add(run(i, "ok", i * 10));
    }
    runs.add(run(11, "failed", 9999));
    ScheduleHistory history = history(runs.toArray(new RunSummary[0]));

    assertThat(history.usual())
        .contains(new ScheduleHistory.Span(Duration.ofSeconds(20), Duration.ofSeconds(90)));
    assertThat(history.isSlow(run(0, "ok", 182))).isTrue();
    assertThat(history.isSlow(run(0, "ok", 181))).isFalse();
    assertThat(history(run(0, "ok", 1)).usual()).isEmpty();
  }

  @Test
  void changes_are_told_value_by_value() {
    Definition older =
        new Definition(
            NIGHT,
            Map.of("cron", "0 2 * * *", "expires", "5m", "task backup", Map.of("timeout", "1h")));
    Definition newer =
        new Definition(
            NIGHT.plusSeconds(60),
            Map.of("cron", "0 3 * * *", "enabled", false, "task backup", Map.of("timeout", "2h")));

    assertThat(DefinitionChange.between(List.of(newer, older)).stream().map(DefinitionChange::text))
        .containsExactlyInAnyOrder(
            "cron: \"0 2 * * *\" -> \"0 3 * * *\"",
            "expires: \"5m\" removed",
            "enabled: false added",
            "task backup.timeout: \"1h\" -> \"2h\"");
  }
}
