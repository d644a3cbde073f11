// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.draw;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.web.part.Drawing.Mark;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HeatTest {

  private static final Map<Instant, Long> MINUTES =
      Map.of(
          Instant.parse("2026-11-24T02:00:00Z"), 3L,
          Instant.parse("2026-11-24T02:59:00Z"), 5L,
          Instant.parse("2026-11-25T23:00:00Z"), 1L);

  @Test
  void minutes_are_summed_up_by_hour() {
    Map<LocalDate, long[]> days = Heat.hours(MINUTES);
    assertThat(days.keySet())
        .containsExactly(LocalDate.parse("2026-11-24"), LocalDate.parse("2026-11-25"));
    assertThat(days.get(LocalDate.parse("2026-11-24"))[2]).isEqualTo(8);
    assertThat(days.get(LocalDate.parse("2026-11-25"))[23]).isEqualTo(1);
  }

  @Test
  void the_busiest_hour_is_darkest_and_an_empty_one_is_empty() {
    List<Mark> cells =
        Heat.draw(Heat.hours(MINUTES)).marks().stream().filter(mark -> !mark.isText()).toList();
    assertThat(cells).hasSize(48);
    assertThat(cells.get(2).style()).isEqualTo("heat4");
    assertThat(cells.get(2).text()).isEqualTo("2026-11-24 02:00: 8 starts");
    assertThat(cells.get(3).style()).isEqualTo("heat0");
    assertThat(cells.get(47).style()).isEqualTo("heat1");
  }
}
