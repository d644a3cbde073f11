// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UnifiedDiffTest {

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  @Test
  void equal_texts_have_no_difference() {
    assertThat(UnifiedDiff.of("f", "a\nb\n", "a\nb\n")).isEmpty();
  }

  @Test
  void a_change_has_three_lines_of_context() {
    String after = lines(1, 20).replace("\n10\n", "\nten\n");

    assertThat(UnifiedDiff.of("f", lines(1, 20), after))
        .isEqualTo(
            """
            --- f
            +++ f
            @@ -7,7 +7,7 @@
             7
             8
             9
            -10
            +ten
             11
             12
             13
            """);
  }

  @Test
  void far_changes_are_two_hunks_and_near_ones_are_one() {
    String far = lines(1, 20).replace("2\n3\n", "2\nx\n").replace("\n18\n", "\ny\n");
    String near = lines(1, 20).replace("\n8\n", "\nx\n").replace("\n12\n", "\ny\n");

    assertThat(UnifiedDiff.of("f", lines(1, 20), far)).containsPattern("(?s)@@.*@@.*@@.*@@");
    assertThat(UnifiedDiff.of("f", lines(1, 20), near).split("@@ -", -1)).hasSize(2);
  }

  @Test
  void a_new_file_is_all_plus() {
    assertThat(UnifiedDiff.of("f", "", "a\n")).isEqualTo("--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
  }

  @Test
  void long_texts_that_share_nothing_are_replaced_as_a_whole() {
    String before = "same\n" + lines(1, 3000) + "end\n";
    String after = "same\n" + lines(4001, 7000) + "end\n";

    assertThat(UnifiedDiff.of("f", before, after).lines())
        .hasSize(2 + 1 + 6000 + 2)
        .contains(" same", "-1", "+7000", " end");
  }
}
