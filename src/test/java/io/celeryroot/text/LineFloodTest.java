// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A flood of lines makes ten lines and a number. */
class LineFloodTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final LineFlood flood = new LineFlood(now::get);

  private long admitted(int lines) {
    return IntStream.range(0, lines).filter(line -> flood.admits()).count();
  }

  private void wait(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void ten_lines_of_a_minute_are_written_and_the_others_counted() {
    assertThat(admitted(3000)).isEqualTo(10);
    assertThat(flood.left()).isZero();
    wait(60);

    assertThat(flood.left()).isEqualTo(2990);
    assertThat(flood.left()).isZero();
    assertThat(admitted(11)).isEqualTo(10);
  }

  @Test
  void the_minute_begins_with_its_first_line() {
    wait(3600);
    assertThat(admitted(12)).isEqualTo(10);
    wait(59);
    assertThat(flood.left()).isZero();
    wait(1);
    assertThat(flood.left()).isEqualTo(2);
  }

  @Test
  void few_lines_leave_no_number_behind() {
    assertThat(admitted(10)).isEqualTo(10);
    wait(60);
    assertThat(flood.left()).isZero();
  }
}
