// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GenerationsTest {

  private static final Instant FIRST = Instant.parse("2026-11-22T02:00:00Z");

  private final Generations generations = new Generations();
  private final List<Instant> removed = new ArrayList<>();

  @Test
  void a_process_lives_since_its_first_context_even_if_the_clock_was_set_back() {
    assertThat(generations.beats(FIRST)).isEqualTo(FIRST);
    assertThat(generations.beats(FIRST.plusSeconds(60))).isEqualTo(FIRST);
    assertThat(generations.beats(FIRST.minusSeconds(60))).isEqualTo(FIRST);
  }

  @Test
  void the_heartbeat_goes_with_the_last_context() {
    Instant next = FIRST.minusSeconds(60);
    generations.beats(FIRST);
    generations.beats(next);

    generations.end(FIRST, removed::add);
    assertThat(removed).isEmpty();
    generations.end(next, removed::add);
    assertThat(removed).containsExactly(FIRST);
  }

  @Test
  void a_context_that_fails_leaves_the_heartbeat_to_the_one_before() {
    Instant failing = FIRST.plusSeconds(60);
    generations.beats(FIRST);
    generations.beats(failing);

    generations.end(failing, removed::add);
    assertThat(removed).isEmpty();
    generations.end(FIRST, removed::add);
    assertThat(removed).containsExactly(FIRST);
  }

  @Test
  void a_context_without_a_sign_of_life_removes_nothing() {
    generations.end(FIRST, removed::add);

    assertThat(removed).isEmpty();
  }
}
