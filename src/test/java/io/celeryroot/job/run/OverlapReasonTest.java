// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobState;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OverlapReasonTest {

  private static final Instant GONE = Instant.parse("2026-11-29T02:10:00Z");

  static Stream<OverlapReason> reasons() {
    return Stream.of(
        OverlapReason.of("r", JobState.STARTED),
        OverlapReason.of("r", JobState.RETRY),
        OverlapReason.of("r", JobState.PENDING),
        OverlapReason.away("nightly-20261129T020000Z+1", "web01.example.org", Optional.of(GONE)),
        OverlapReason.away("r", "web01", Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void a_reason_is_read_as_it_was_written(OverlapReason reason) {
    assertThat(OverlapReason.parse(reason.text())).contains(reason);
  }

  @Test
  void a_host_that_is_away_is_named_with_its_last_sign() {
    assertThat(OverlapReason.away("r", "web01", Optional.of(GONE.plusMillis(7))).text())
        .isEqualTo("overlap: r still waits for web01, away since 2026-11-29T02:10:00Z");
  }

  @Test
  void another_reason_is_none_of_these() {
    assertThat(OverlapReason.parse("overlap")).isEmpty();
    assertThat(OverlapReason.parse("blackout christmas")).isEmpty();
    assertThat(OverlapReason.parse("overlap: r still sleeps")).isEmpty();
  }
}
