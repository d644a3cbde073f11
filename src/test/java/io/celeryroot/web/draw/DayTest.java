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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  private static Lane everyMinute(Kind kind, int runs) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 1; i <= runs; i++) {
      bars.add(bar(kind, Duration.ofMinutes(i), Duration.ZERO));
    }
    return new Lane("minutely", "/schedules/minutely", List.of(), bars);
  }

  @Test
  void many_runs_of_a_kind_are_one_band_with_their_number() {
    Lane lane = Day.fitting(List.of(everyMinute(Kind.COMING, 1440))).get(0);
    assertThat(lane.bars()).hasSize(1);
    Bar band = lane.bars().get(0);
    assertThat(band.runs()).isEqualTo(1440);
    assertThat(band.from()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    assertThat(band.until()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    Drawing day = Day.draw(NOW, List.of(lane));
    assertThat(day.summary()).contains("1440 coming");
    assertThat(day.marks())
        .extracting(Mark::text)
        .contains("minutely: 1440 coming, 2026-11-24T12:01:00Z to 2026-11-25T12:00:00Z");
    assertThat(Day.fitting(List.of(everyMinute(Kind.COMING, 50))).get(0).bars()).hasSize(50);
  }

  @Test
  void a_band_says_that_there_are_more_runs_than_it_counts() {
    List<Bar> bars = new ArrayList<>(everyMinute(Kind.OK, 60).bars());
    bars.set(7, bars.get(7).cut());
    Lane lane = Day.fitting(List.of(new Lane("minutely", "", List.of(), bars))).get(0);
    assertThat(lane.bars()).singleElement().matches(Bar::isCut);
    assertThat(Day.draw(NOW, List.of(lane)).marks())
        .extracting(Mark::text)
        .anyMatch(text -> text.startsWith("minutely: more than 60 ok, "));
  }

  @Test
  void a_page_of_busy_lanes_keeps_its_size() {
    List<Lane> lanes =
        Day.fitting(IntStream.range(0, 30).mapToObj(i -> everyMinute(Kind.OK, 40)).toList());
    assertThat(lanes.stream().mapToInt(lane -> lane.all().size()).sum()).isLessThanOrEqualTo(500);
    assertThat(lanes.get(0).bars()).hasSize(1);
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
