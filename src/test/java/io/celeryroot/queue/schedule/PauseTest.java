// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseTest {

  @Test
  void unreadable_pauses_are_left_out_and_the_others_count() {
    String text = "100-200 x 1 1-x x-1 -1-2 1-2-3 1- - 1-" + "9".repeat(18) + " 9".repeat(30);

    assertThat(Pause.parse(text + " 300-400")).containsExactly(rest(100, 200), rest(300, 400));
  }

  private static Pause rest(long from, long until) {
    return new Pause(Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
  }
}
