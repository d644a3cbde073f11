// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HostRangesTest {

  @Test
  void three_numbers_in_a_row_become_a_range_and_two_do_not() {
    assertThat(HostRanges.of(List.of("web01", "web02", "web03", "db1", "db2")))
        .containsExactly("web[01-03]", "db1", "db2");
  }

  @Test
  void a_gap_ends_a_range() {
    assertThat(HostRanges.of(List.of("w5", "w1", "w3", "w2", "w6", "w7")))
        .containsExactly("w[1-3]", "w[5-7]");
  }

  @Test
  void the_text_after_the_number_and_the_width_are_kept_apart() {
    assertThat(
            HostRanges.of(
                List.of("a1.x", "a2.x", "a3.x", "a1.y", "a01.x", "a02.x", "a03.x", "mail")))
        .containsExactly("a[1-3].x", "a1.y", "a[01-03].x", "mail");
  }

  @Test
  void numbers_that_are_too_long_stay_as_they_are() {
    assertThat(HostRanges.of(List.of("h1234567890", "h1234567891", "h1234567892"))).hasSize(3);
  }

  @Test
  void many_parts_are_counted() {
    List<String> names = IntStream.range(0, 10).mapToObj(i -> "h" + 2 * i + "a").toList();

    assertThat(HostRanges.text(names, 3)).isEqualTo("h0a, h2a, h4a and 7 more");
  }
}
