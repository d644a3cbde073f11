// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> NAMES = List.of("backup", "report", "sync", "mon", "on");

  @ParameterizedTest
  @CsvSource({"backpu", "bakup", "backup_", "BACKUPS", "Backup", "bcakpu"})
  void a_word_within_two_edits_is_near_in_any_case(String word) {
    assertThat(Nearest.to(word, NAMES)).contains("backup");
  }

  @ParameterizedTest
  @CsvSource({"bkp", "restore", "x", "''", "ab", "xyz"})
  void a_word_of_which_more_than_half_must_change_is_not_near(String word) {
    assertThat(Nearest.to(word, NAMES)).isEmpty();
  }

  @Test
  void the_nearest_wins_and_equals_stay_in_order() {
    List<String> names = List.of("tue", "thu", "sun", "sund");

    assertThat(Nearest.all("sun", names)).containsExactly("sun");
    assertThat(Nearest.all("tun", names)).containsExactly("tue", "sun");
  }

  @Test
  void names_are_listed_when_there_are_one_to_eight() {
    assertThat(Nearest.listed("tasks", List.of("a", "b"))).isEqualTo("; tasks are: a, b");
    assertThat(Nearest.listed("tasks", List.of())).isEmpty();
    assertThat(Nearest.listed("tasks", Collections.nCopies(9, "a"))).isEmpty();
  }
}
