// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.job.message.Canvas;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOptionsTest {

  /**
   * Limits of the client, then timeout and kill_after of the task, then what counts, in seconds.
   */
  @ParameterizedTest
  @CsvSource({
    ",,60,10,60,10",
    "0,0,60,10,60,10",
    "20,,60,10,20,10",
    ",20,60,10,20,10",
    "30,20,60,10,20,10",
    "22,20,60,10,20,2",
    "20,30,60,10,20,10",
    "300,200,60,10,60,10",
  })
  void the_smaller_limit_counts(
      Double hard, Double soft, long timeout, long killAfter, long expected, long expectedKill)
      throws UnreadableMessage {
    ClientOptions options = options(Arrays.asList(hard, soft));

    assertThat(options.timeout(Duration.ofSeconds(timeout))).hasSeconds(expected);
    assertThat(options.killAfter(Duration.ofSeconds(killAfter))).hasSeconds(expectedKill);
  }

  @Test
  void a_client_that_asks_for_nothing_changes_nothing() throws UnreadableMessage {
    assertThat(ClientOptions.read(Map.of(), Canvas.NONE)).isEqualTo(ClientOptions.NONE);
    assertThat(options(Arrays.asList(null, null))).isEqualTo(ClientOptions.NONE);
  }

  @Test
  void a_fraction_of_a_second_is_a_limit() throws UnreadableMessage {
    assertThat(options(List.of(0.25, 0)).timeout(Duration.ofMinutes(1))).hasMillis(250);
    assertThat(options(List.of(1e-9, 0)).timeout(Duration.ofMinutes(1))).hasMillis(1);
  }

  @Test
  void a_limit_that_cannot_be_read_is_refused_and_not_left_out() {
    for (Object value :
        List.of(
            5,
            List.of(),
            List.of(1),
            List.of(1, 2, 3),
            List.of("1", 2),
            List.of(-1, 2),
            List.of(Double.NaN, 2),
            List.of(2e9, 2))) {
      assertThatThrownBy(() -> options(value))
          .isInstanceOf(UnreadableMessage.class)
          .hasMessageContaining("timelimit");
    }
  }

  private static ClientOptions options(Object limits) throws UnreadableMessage {
    Map<String, Object> headers = new HashMap<>();
    headers.put("timelimit", limits);
    return ClientOptions.read(headers, Canvas.NONE);
  }
}
