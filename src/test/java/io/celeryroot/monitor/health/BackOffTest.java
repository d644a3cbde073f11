// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private final BackOff backOff = new BackOff(Duration.ofSeconds(1));

  @Test
  void each_pause_is_twice_as_long_as_the_one_before_up_to_the_limit() {
    assertThat(nextMillis(6)).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
  }

  @Test
  void after_a_success_the_shortest_pause_comes_first_again() {
    nextMillis(3);

    backOff.reset();

    assertThat(nextMillis(2)).containsExactly(100L, 200L);
  }

  private List<Long> nextMillis(int count) {
    return Stream.generate(backOff::next).limit(count).map(Duration::toMillis).toList();
  }
}
