// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static io.celeryroot.beat.FailureStreak.Verdict.FAILED;
import static io.celeryroot.beat.FailureStreak.Verdict.NOTHING;
import static io.celeryroot.beat.FailureStreak.Verdict.WELL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
