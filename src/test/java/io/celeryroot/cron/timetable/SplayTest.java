// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplayTest {

  private static final Splay SPLAY = new Splay(Duration.ofMinutes(10));

  @Test
  void a_host_keeps_its_point_for_ever() {
    assertThat(SPLAY.of("nightly", "web01")).isEqualTo(Duration.ofSeconds(141));
    assertThat(new Splay(Duration.ofMinutes(10)).of("nightly", "web01"))
        .isEqualTo(SPLAY.of("nightly", "web01"));
  }

  @Property(tries = 300)
  void each_point_is_a_whole_second_within_the_span(
      @ForAll String schedule, @ForAll String host, @ForAll int span) {
    Duration limit = Duration.ofSeconds(Math.floorMod(span, 366 * 86400) + 1L);

    Duration point = new Splay(limit).of(schedule, host);

    assertThat(point).isBetween(Duration.ZERO, limit.minusSeconds(1));
    assertThat(point).isEqualTo(point.truncatedTo(ChronoUnit.SECONDS));
  }

  @Test
  void many_hosts_are_spread_evenly() {
    int[] perMinute = new int[10];
    IntStream.range(0, 10_000)
        .forEach(i -> perMinute[(int) SPLAY.of("nightly", "web" + i).toMinutes()]++);

    assertThat(IntStream.of(perMinute).boxed()).allMatch(count -> count > 850 && count < 1150);
  }

  @ParameterizedTest
  @CsvSource({
    "10m, every 5m, 300",
    "10m, every 10m, ",
    "2h, */45 * * * *, 900",
    "1h, 0 * * * *, ",
    "61m, 0 * * * *, 3600",
    "20h, '0 2,20 * * *', 21600",
    "366d, at 2026-12-01T02:00, "
  })
  void a_span_is_too_long_if_the_next_due_instant_may_come_before_its_end(
      String span, String plan, Long seconds) {
    Splay splay = new Splay(Durations.parse(span));
    Timetable timetable = Plans.parse(plan + " UTC").orElseThrow();

    assertThat(splay.tooLongFor(timetable))
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @Test
  void two_schedules_spread_the_hosts_differently() {
    Set<Duration> differences = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      differences.add(SPLAY.of("a", "web" + i).minus(SPLAY.of("b", "web" + i)));
    }

    assertThat(differences).hasSizeGreaterThan(80);
  }
}
