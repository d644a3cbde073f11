// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.output.OutputPiece.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogPartTest {

  @Test
  void the_last_lines_may_begin_in_an_earlier_part() {
    assertThat(tail(2, "a\nb\nc", "c\nd\n")).isEqualTo("cc\nd\n");
  }

  @Test
  void a_last_line_without_an_end_counts() {
    assertThat(tail(1, "a\nb")).isEqualTo("b");
    assertThat(tail(2, "a\n", "b")).isEqualTo("a\nb");
  }

  @Test
  void fewer_lines_than_asked_for_are_all_of_them() {
    assertThat(tail(9, "a\n", "\n", "b\n")).isEqualTo("a\n\nb\n");
  }

  @Test
  void no_line_is_none() {
    assertThat(tail(0, "a\n")).isEmpty();
  }

  private static String tail(int lines, String... texts) {
    List<LogPart> parts =
        Arrays.stream(texts)
            .map(text -> new LogPart(1, "h", Channel.STDOUT, Optional.empty(), text))
            .toList();
    return LogPart.tail(parts, lines).stream().map(LogPart::text).reduce("", String::concat);
  }
}
