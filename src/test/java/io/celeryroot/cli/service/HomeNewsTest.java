// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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

  @Test
  void a_look_that_fails_is_told_once_and_the_next_ones_go_on() {
    boolean[] isBroken = {true};
    Supplier<List<String>> reader =
        () -> {
          if (isBroken[0]) {
            throw new IllegalStateException("odd entry");
          }
          return problems;
        };
    try (HomeNews news = new HomeNews(reader, printed::add)) {
      news.look();
      news.look();
      isBroken[0] = false;
      problems = List.of("1 host is away: web01");
      news.look();
    }
    assertThat(printed)
        .containsExactly(
            "cannot look for what is wrong: java.lang.IllegalStateException: odd entry",
            "wrong: 1 host is away: web01");
  }
}
