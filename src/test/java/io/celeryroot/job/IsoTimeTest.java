// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

  private static final String LETTERS = "0123456789-:.TZ+ 9";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T02:00:00Z",
        "2026-11-23T02:00:00.1Z",
        "2026-11-23T02:00:00.123456789Z",
        "2026-11-23T02:00:00.869083+00:00",
        "2024-02-29T23:59:59.999999999Z",
        "1970-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59Z"
      })
  void times_as_we_and_celery_write_them_are_read(String text) {
    assertThat(IsoTime.utc(text)).isEqualTo(slowly(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00+01:00",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-1-01T00:00:00Z",
        "+2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00Z00:00",
        "2026-01-01T00:00:-1Z"
      })
  void other_texts_are_left_to_the_general_parser(String text) {
    assertThat(IsoTime.utc(text)).isEmpty();
  }

  @Test
  void a_text_is_never_read_as_another_time_than_the_general_parser_reads() {
    Random random = new Random(20261128);
    for (int i = 0; i < 200_000; i++) {
      String text = changed(time(random), random);
      Optional<Instant> read = IsoTime.utc(text);
      if (read.isPresent()) {
        assertThat(read).as(text).isEqualTo(slowly(text));
      }
    }
  }

  private static String time(Random random) {
    Instant time = Instant.ofEpochSecond(random.nextLong(253_402_300_800L), random.nextInt());
    return random.nextBoolean() ? time.toString() : IsoTime.python(time);
  }

  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      changed.setCharAt(
          random.nextInt(changed.length()), LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return changed.toString();
  }

  private static Optional<Instant> slowly(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
