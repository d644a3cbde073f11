// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnqueuerTest {

  private record Batch(String name, int jobs, List<String> slots) {}

  @Test
  void batches_travel_together() {
    assertThat(waves(batch("a", 500, "1"), batch("b", 1), batch("c", 500, "2")))
        .containsExactly("a b c");
  }

  /** Else a slot that becomes free in between would go to the later of two jobs. */
  @Test
  void batches_that_share_a_slot_go_one_after_the_other() {
    assertThat(
            waves(
                batch("a", 500, "1", "2"),
                batch("b", 500, "3"),
                batch("c", 500, "3", "4"),
                batch("d", 500, "1"),
                batch("e", 500, "1")))
        .containsExactly("a b", "c d", "e");
  }

  /** What is written has no timeout. */
  @Test
  void answers_are_read_after_4000_jobs() {
    Batch full = batch("x", 500);
    assertThat(waves(full, full, full, full, full, full, full, full, full))
        .containsExactly("x x x x x x x x", "x");
    assertThat(waves(batch("a", 4001), batch("b", 1))).containsExactly("a", "b");
    assertThat(waves()).isEmpty();
  }

  private static Batch batch(String name, int jobs, String... slots) {
    return new Batch(name, jobs, List.of(slots));
  }

  private static List<String> waves(Batch... batches) {
    return Enqueuer.inWaves(List.of(batches), Batch::jobs, Batch::slots).stream()
        .map(wave -> String.join(" ", wave.stream().map(Batch::name).toList()))
        .toList();
  }
}
