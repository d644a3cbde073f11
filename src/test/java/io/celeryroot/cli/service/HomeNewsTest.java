// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.monitor.Orphan;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.view.Terminal;
import io.celeryroot.view.site.HomeViews;
import io.celeryroot.view.site.SiteViews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class HomeNewsTest {

  private static final Instant NOW = Instant.parse("2026-11-29T03:00:00Z");

  private static final String WELL =
      """

      Nothing is wrong. No schedule will become due.

      Runs now
      No job runs now.

      Due next
      No schedule will become due.
      """;

  private final List<String> printed = new ArrayList<>();
  private HomeViews home = home();

  /** A home page of a site on which some queues are left over. */
  private static HomeViews home(String... queues) {
    Heartbeat beat = Reports.beat("b", NOW);
    return new HomeViews(
        new SiteViews(
            "redis://localhost",
            Optional.empty(),
            new Fleet(List.of(), List.of()),
            List.of(new ProcessView(beat, true)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Arrays.stream(queues)
                .map(name -> new Orphan("queue", name, "holds 1 job", "move it"))
                .toList(),
            NOW));
  }

  private HomeNews news(Supplier<HomeViews> reader) {
    return new HomeNews(reader, Terminal.NONE, printed::add);
  }

  @Test
  void the_page_is_told_at_first_when_something_goes_wrong_and_when_all_is_well_again() {
    try (HomeNews news = news(() -> home)) {
      news.look(true);
      news.look(true);
      assertThat(printed).containsExactly(WELL);
      home = home("q1");
      news.look(true);
      news.look(true);
      assertThat(printed)
          .hasSize(2)
          .last()
          .asString()
          .isEqualTo(
              WELL.replace(
                  "Nothing is wrong. No schedule will become due.",
                  "queue q1: holds 1 job; fix: move it"));
      home = home("q1", "q2");
      news.look(true);
      assertThat(printed).hasSize(3).last().isEqualTo("wrong: queue q2: holds 1 job; fix: move it");
      home = home();
      news.look(true);
      assertThat(printed).hasSize(4).last().isEqualTo(WELL);
    }
  }

  @Test
  void at_first_all_processes_have_a_moment_to_be_seen() {
    try (HomeNews news = news(() -> home)) {
      home = home("q1");
      news.look(false);
      assertThat(printed).isEmpty();
      home = home();
      news.look(false);
      assertThat(printed).containsExactly(WELL);
    }
  }

  @Test
  void a_look_that_fails_is_told_once_and_the_next_ones_go_on() {
    boolean[] isBroken = {true};
    Supplier<HomeViews> reader =
        () -> {
          if (isBroken[0]) {
            throw new IllegalStateException("odd entry");
          }
          return home;
        };
    try (HomeNews news = news(reader)) {
      news.look(true);
      news.look(true);
      isBroken[0] = false;
      news.look(true);
    }
    assertThat(printed)
        .containsExactly(
            "cannot look for what is wrong: java.lang.IllegalStateException: odd entry", WELL);
  }
}
