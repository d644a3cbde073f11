// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HomeNewsTest {

  private final List<String> printed = new ArrayList<>();
  private List<String> problems = List.of();

  @Test
  void each_problem_is_told_once_and_so_is_the_end_of_all() {
    try (HomeNews news = new HomeNews(() -> problems, printed::add)) {
      news.look();
      assertThat(printed).isEmpty();
      problems = List.of("1 host is away: web01");
      news.look();
      news.look();
      problems = List.of("1 host is away: web01", "1 schedule is paused: nightly");
      news.look();
      problems = List.of();
      news.look();
      news.look();
    }
    assertThat(printed)
        .containsExactly(
            "wrong: 1 host is away: web01",
            "wrong: 1 schedule is paused: nightly",
            "nothing is wrong any more");
  }
}
