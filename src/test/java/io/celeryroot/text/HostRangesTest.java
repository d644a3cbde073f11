// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        .containsExactly("a[1-3].x", "a[01-03].x", "a1.y", "mail");
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

  @Test
  void a_range_goes_on_where_numbers_get_longer() {
    assertThat(HostRanges.of(List.of("h8", "h9", "h10", "h11"))).containsExactly("h[8-11]");
    assertThat(HostRanges.of(List.of("h98", "h99", "h100"))).containsExactly("h[98-100]");
    assertThat(HostRanges.of(List.of("h098", "h99", "h100"))).hasSize(3);
  }

  @Test
  void a_range_stands_for_its_names() {
    assertThat(HostRanges.expand("web[08-11].example.org"))
        .containsExactly(
            "web08.example.org", "web09.example.org", "web10.example.org", "web11.example.org");
    assertThat(HostRanges.expand("r[1-02]n[09-10]"))
        .containsExactly("r1n09", "r1n10", "r2n09", "r2n10");
    assertThat(HostRanges.count("r[1-20]n[01-99999]")).isEqualTo(20L * 99999);
  }

  @Test
  void one_digit_on_both_sides_is_a_glob_as_in_a_shell() {
    assertThat(HostRanges.isRange("web[1-9]")).isFalse();
    assertThat(HostRanges.expand("web[1-9]")).containsExactly("web[1-9]");
    assertThat(HostRanges.isRange("web[1-10]")).isTrue();
  }

  @Test
  void a_range_runs_forwards() {
    assertThatThrownBy(() -> HostRanges.expand("web[10-01]"))
        .isInstanceOf(UnreadableValue.class)
        .hasMessageContaining("backwards");
  }

  @Test
  void names_that_were_summed_up_are_the_same_when_they_are_listed_again() {
    List<String> names = IntStream.rangeClosed(1, 1200).mapToObj(i -> "n" + i + ".x").toList();

    assertThat(HostRanges.of(names)).containsExactly("n[1-1200].x");
    assertThat(HostRanges.expand("n[1-1200].x")).isEqualTo(names);
  }
}
