// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1.0 s",
    "2560, 2.5 s",
    "45000, 45 s",
    "200000, 3 min 20 s",
    "7500000, 2 h 5 min",
    "7200000, 2 h",
    "273600000, 3 d 4 h",
    "-5, 0 ms"
  })
  void durations_have_two_units_at_most(long millis, String text) {
    assertThat(Text.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-200, 3 min 20 s ago", "0, now", "90, in 1 min 30 s"})
  void ages_are_told_from_now(long seconds, String text) {
    assertThat(Text.relative(NOW.plusSeconds(seconds), NOW)).isEqualTo(text);
  }

  @Test
  void what_happened_while_the_answer_was_made_happened_now() {
    assertThat(Text.since(NOW.plusSeconds(5), NOW)).isEqualTo("now");
    assertThat(Text.since(NOW.minusSeconds(5), NOW)).isEqualTo("5.0 s ago");
  }

  @Test
  void times_are_iso_utc_in_whole_seconds() {
    assertThat(Text.utc(Instant.parse("2026-11-23T10:00:00.999Z")))
        .isEqualTo("2026-11-23T10:00:00Z");
  }
}
