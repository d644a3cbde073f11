// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.task.spawn.Channel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTextTest {

  private final List<String> heard = new ArrayList<>();

  @Test
  void a_character_in_two_chunks_arrives_whole() {
    LiveText text = new LiveText(Channel.STDOUT, (channel, piece) -> heard.add(piece));
    byte[] bytes = "a😀b".getBytes(UTF_8);
    for (byte one : bytes) {
      text.add(new byte[] {one}, 1);
    }
    text.end();
    assertThat(heard).containsExactly("a", "😀", "b");
  }

  @Test
  void an_unfinished_character_at_the_end_is_replaced() {
    LiveText text = new LiveText(Channel.STDOUT, (channel, piece) -> heard.add(piece));
    text.add(new byte[] {'a', (byte) 0xe2, (byte) 0x82}, 3);
    text.end();
    assertThat(heard).containsExactly("a", "\uFFFD");
  }

  @Test
  void a_listener_that_throws_is_not_called_again() {
    LiveText text =
        new LiveText(
            Channel.STDERR,
            (channel, piece) -> {
              heard.add(piece);
              throw new IllegalStateException("full");
            });
    text.add(new byte[] {'a'}, 1);
    text.add(new byte[] {'b'}, 1);
    text.end();
    assertThat(heard).containsExactly("a");
  }
}
