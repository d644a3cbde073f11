// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.web.draw.Day.Bar;
import io.celeryroot.web.draw.Day.Kind;
import io.celeryroot.web.draw.Day.Lane;
import io.celeryroot.web.part.Drawing;
import io.celeryroot.web.part.Drawing.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DayTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private static Mark only(Kind kind, Bar... bars) {
    Drawing day = Day.draw(NOW, List.of(new Lane("nightly", "", List.of(), List.of(bars))));
    return day.marks().stream()
        .filter(m -> m.style().equals(kind.word()))
        .findFirst()
        .orElseThrow();
  }

  private static Bar bar(Kind kind, Duration from, Duration lasts) {
    return new Bar(kind, NOW.plus(from), NOW.plus(from).plus(lasts), "");
  }

  @Test
  void a_bar_is_as_long_as_its_run() {
    Mark hour = only(Kind.OK, bar(Kind.OK, Duration.ofHours(-3), Duration.ofHours(1)));
    Mark two = only(Kind.OK, bar(Kind.OK, Duration.ofHours(-3), Duration.ofHours(2)));
    assertThat(two.width()).isEqualTo(2 * hour.width());
    assertThat(two.x()).isEqualTo(hour.x());
  }

  @Test
  void a_run_of_a_moment_is_still_seen() {
    assertThat(only(Kind.MISSED, bar(Kind.MISSED, Duration.ofHours(-1), Duration.ZERO)).width())
        .isEqualTo(3);
  }

  @Test
  void what_is_longer_than_the_strip_ends_at_its_edges() {
    Drawing day =
        Day.draw(
            NOW,
            List.of(
                new Lane(
                    "nightly",
                    "",
                    List.of(bar(Kind.BLACKOUT, Duration.ofDays(-9), Duration.ofDays(20))),
                    List.of())));
    Mark band = day.marks().stream().filter(m -> m.style().equals("blackout")).findFirst().get();
    assertThat(band.x()).isEqualTo(200);
    assertThat(band.x() + band.width()).isEqualTo(day.width());
  }

  @Test
  void the_words_say_what_the_colours_say() {
    Drawing day =
        Day.draw(
            NOW,
            List.of(
                new Lane(
                    "nightly",
                    "",
                    List.of(),
                    List.of(
                        bar(Kind.FAILED, Duration.ofHours(-2), Duration.ofMinutes(5)),
                        bar(Kind.COMING, Duration.ofHours(2), Duration.ZERO)))));
    assertThat(day.summary()).contains("1 failed, 1 coming");
    assertThat(day.marks())
        .extracting(Mark::text)
        .contains("nightly: failed 2026-11-24T10:00:00Z, 5 min");
  }
}
