// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import static io.celeryroot.beat.due.FailureStreak.Verdict.FAILED;
import static io.celeryroot.beat.due.FailureStreak.Verdict.NOTHING;
import static io.celeryroot.beat.due.FailureStreak.Verdict.WELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.WorkflowState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureStreakTest {

  @Test
  void failures_count_back_to_the_last_run_that_went_well() {
    assertThat(FailureStreak.count(List.of())).isZero();
    assertThat(FailureStreak.count(List.of(FAILED, FAILED, WELL, FAILED))).isEqualTo(2);
    assertThat(FailureStreak.count(List.of(WELL, FAILED, FAILED))).isZero();
  }

  @Test
  void runs_that_wait_or_were_skipped_neither_count_nor_end_the_row() {
    assertThat(FailureStreak.count(List.of(NOTHING, FAILED, NOTHING, FAILED))).isEqualTo(2);
    assertThat(FailureStreak.verdict(2, List.of())).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, WELL",
    "FAILED, FAILED",
    "TIMED_OUT, FAILED",
    "SKIPPED, NOTHING",
    "CANCELLED, NOTHING",
    ", NOTHING"
  })
  void a_workflow_that_was_cancelled_or_replaced_has_not_failed(
      Outcome outcome, FailureStreak.Verdict verdict) {
    Instant at = Instant.parse("2026-11-28T01:30:00Z");
    WorkflowState run =
        new WorkflowState(
            "flow-20261128T013000Z",
            "flow",
            Optional.of("flow"),
            Optional.of(at),
            Overlap.REPLACE,
            Optional.empty(),
            at,
            "beat@h",
            Optional.of(at),
            Optional.empty(),
            List.of(),
            Optional.ofNullable(outcome).map(end -> new Ending(end, "", at)));

    assertThat(FailureStreak.verdict(Optional.of(run))).isEqualTo(verdict);
    assertThat(FailureStreak.verdict(Optional.empty())).isEqualTo(NOTHING);
  }
}
