// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PauseTest {

  @Test
  void unreadable_pauses_are_left_out_and_the_others_count() {
    String text = "100-200 x 1 1-x x-1 -1-2 1-2-3 1- - 1-" + "9".repeat(18) + " 9".repeat(30);

    assertThat(Pause.parse(text + " 300-400")).containsExactly(rest(100, 200), rest(300, 400));
  }

  @Test
  void a_pause_tells_its_end_its_author_and_its_reason_in_printable_words() {
    Instant since = Instant.ofEpochSecond(100);
    Paused open = new Paused(since, Optional.empty(), Optional.empty(), Optional.empty());
    Paused full =
        new Paused(
            since, Optional.of(since.plusSeconds(60)), Optional.of("ann@h"), Optional.of("a\nb"));

    assertThat(open.text()).isEqualTo("paused");
    assertThat(open.origin()).isEqualTo("since 1970-01-01T00:01:40Z");
    assertThat(full.text()).isEqualTo("paused until 1970-01-01T00:02:40Z by ann@h (a\\nb)");
    assertThat(full.origin())
        .isEqualTo("since 1970-01-01T00:01:40Z until 1970-01-01T00:02:40Z by ann@h (a\\nb)");
  }

  private static Pause rest(long from, long until) {
    return new Pause(Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
  }
}
