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
    assertThat(plan(CatchUp.SKIP, OLD, EDGE, YOUNG)).isEmpty();
  }

  @Test
  void latest_runs_the_last_only() {
    assertThat(plan(CatchUp.LATEST, OLD, EDGE, YOUNG)).containsExactly(YOUNG);
  }

  @Test
  void latest_runs_nothing_when_all_are_older_than_the_window() {
    assertThat(plan(CatchUp.LATEST, OLD)).isEmpty();
  }

  @Test
  void all_runs_what_is_inside_the_window_oldest_first() {
    assertThat(plan(CatchUp.ALL, OLD, EDGE, YOUNG)).containsExactly(EDGE, YOUNG);
  }

  @Test
  void nothing_late_is_nothing_to_do() {
    assertThat(plan(CatchUp.ALL)).isEmpty();
  }

  private static List<Instant> plan(CatchUp policy, Instant... late) {
    return CatchUpPlan.run(policy, Duration.ofHours(1), List.of(late), NOW);
  }
}
