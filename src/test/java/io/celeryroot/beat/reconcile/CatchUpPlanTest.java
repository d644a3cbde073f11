// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatchUpPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofHours(2));
  private static final Instant EDGE = NOW.minus(Duration.ofHours(1));
  private static final Instant YOUNG = NOW.minus(Duration.ofMinutes(5));

  @Test
  void skip_runs_none() {
    assertThat(plan(CatchUp.SKIP, OLD, EDGE, YOUNG))
        .isEqualTo(new CatchUpPlan(List.of(), List.of(OLD, EDGE, YOUNG)));
  }

  @Test
  void latest_runs_the_last_and_records_the_others() {
    assertThat(plan(CatchUp.LATEST, OLD, EDGE, YOUNG))
        .isEqualTo(new CatchUpPlan(List.of(YOUNG), List.of(OLD, EDGE)));
  }

  @Test
  void latest_runs_nothing_when_all_are_older_than_the_window() {
    assertThat(plan(CatchUp.LATEST, OLD)).isEqualTo(new CatchUpPlan(List.of(), List.of(OLD)));
  }

  @Test
  void all_runs_what_is_inside_the_window_oldest_first() {
    assertThat(plan(CatchUp.ALL, OLD, EDGE, YOUNG))
        .isEqualTo(new CatchUpPlan(List.of(EDGE, YOUNG), List.of(OLD)));
  }

  @Test
  void nothing_late_is_nothing_to_do() {
    assertThat(plan(CatchUp.ALL)).isEqualTo(new CatchUpPlan(List.of(), List.of()));
  }

  private static CatchUpPlan plan(CatchUp policy, Instant... late) {
    return CatchUpPlan.of(policy, Duration.ofHours(1), List.of(late), NOW);
  }
}
