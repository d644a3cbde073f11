// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.output.OutputPiece;
import io.celeryroot.queue.output.OutputPiece.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputBufferTest {

  @Test
  void pieces_of_one_channel_are_joined_in_order() {
    OutputBuffer buffer = new OutputBuffer(1000);
    buffer.add(Channel.STDOUT, "a");
    buffer.add(Channel.STDOUT, "b");
    buffer.add(Channel.STDERR, "c");
    buffer.add(Channel.STDOUT, "d");

    assertThat(buffer.take())
        .containsExactly(
            new OutputPiece(Channel.STDOUT, 0, "ab"),
            new OutputPiece(Channel.STDERR, 2, "c"),
            new OutputPiece(Channel.STDOUT, 3, "d"));
    assertThat(buffer.take()).isEmpty();
  }

  @Test
  void a_flood_leaves_the_beginning_and_the_newest_and_a_gap_between() {
    OutputBuffer buffer = new OutputBuffer(256 << 10);
    String chunk = "0123456789abcdef".repeat(4096);

    for (int i = 0; i < 1000; i++) {
      buffer.add(Channel.STDOUT, chunk);
    }
    List<OutputPiece> pieces = buffer.take();

    assertThat(pieces.get(0).position()).isZero();
    assertThat(pieces.get(pieces.size() - 1).end()).isEqualTo(1000L * chunk.length());
    assertThat(pieces.stream().mapToInt(piece -> piece.text().length()).sum())
        .isBetween(200 << 10, 300 << 10);
  }

  @Test
  void a_flood_of_single_characters_costs_no_more() {
    OutputBuffer buffer = new OutputBuffer(512 << 10);

    for (int i = 0; i < 1_000_000; i++) {
      buffer.add(i % 2 == 0 ? Channel.STDOUT : Channel.STDERR, "x");
    }

    assertThat(buffer.take()).hasSizeLessThan((512 << 10) / 64);
  }

  @Test
  void no_character_is_split() {
    OutputBuffer buffer = new OutputBuffer(1 << 20);
    buffer.add(Channel.STDOUT, "x" + "😀".repeat(20_000));

    assertThat(buffer.take())
        .noneMatch(piece -> Character.isHighSurrogate(last(piece)))
        .hasSizeGreaterThan(1);
  }

  private static char last(OutputPiece piece) {
    return piece.text().charAt(piece.text().length() - 1);
  }
}
