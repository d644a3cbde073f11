// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "90s,PT90S",
    "10m,PT10M",
    "24h,PT24H",
    "7d,PT168H",
    "0s,PT0S",
    "3650d,PT87600H"
  })
  void a_number_and_a_unit_are_a_duration(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "90s", "10m", "25h", "7d", "0s", "1d"})
  void a_duration_is_written_as_it_is_read(String text) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "90,duration-unit,90s",
    "-5m,duration-range,5m",
    "1h30m,duration,90m",
    "5 minutes,duration,5m",
    "2w,duration-unit,14d",
    "10M,duration-unit,10m",
    "3651d,duration-range,3650d",
    "99999999999999999999ms,duration-range,3650d"
  })
  void a_text_that_is_not_a_duration_comes_with_one_that_is(
      String text, String rule, String replacement) {
    UnreadableValue problem =
        catchThrowableOfType(UnreadableValue.class, () -> Durations.parse(text));

    assertThat(problem.rule()).isEqualTo(rule);
    assertThat(problem.replacement()).contains(replacement);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s", "1.5h", "soon", "١m", "0x1s"})
  void other_texts_are_refused_with_a_hint(String text) {
    UnreadableValue problem =
        catchThrowableOfType(UnreadableValue.class, () -> Durations.parse(text));

    assertThat(problem.hint()).contains("\"90s\"");
  }

  @Test
  void sizes_are_powers_of_1024() {
    assertThat(Units.SIZES.parse("64KB", 1 << 20, "")).isEqualTo(65_536);
    assertThat(Units.SIZES.parse("1MB", 1 << 20, "")).isEqualTo(1_048_576);
    assertThat(Units.SIZES.format(65_536)).isEqualTo("64KB");
    assertThat(Units.SIZES.format(1000)).isEqualTo("1000B");
  }
}
