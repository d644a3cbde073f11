// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapturedOutputTest {

  @Test
  void output_up_to_the_limit_is_kept_whole() {
    CapturedOutput output = captured(8, "abcdefgh");
    assertThat(output.text()).isEqualTo("abcdefgh");
    assertThat(output.isCut()).isFalse();
  }

  @Test
  void one_byte_more_cuts_the_middle_and_says_so() {
    CapturedOutput output = captured(8, "abcdefghi");
    assertThat(output.text()).isEqualTo("ab\n... 1 bytes cut ...\ndefghi");
    assertThat(output.isCut()).isTrue();
  }

  @Test
  void a_head_that_ends_a_line_gets_no_empty_line() {
    assertThat(captured(8, "a\n-------654321").text()).isEqualTo("a\n... 7 bytes cut ...\n654321");
  }

  @Test
  void a_limit_of_zero_keeps_nothing_and_counts() {
    assertThat(captured(0, "abc").text()).isEqualTo("... 3 bytes cut ...\n");
  }

  @Test
  void no_output_is_an_empty_text() {
    assertThat(captured(0, "").text()).isEmpty();
    assertThat(captured(8, "").isCut()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 64, 1000})
  void chunk_sizes_do_not_matter(int limit) {
    Random random = new Random(limit);
    String text =
        random
            .ints(3000, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    CapturedOutput pieces = new CapturedOutput(limit);
    int at = 0;
    while (at < text.length()) {
      int length = Math.min(text.length() - at, 1 + random.nextInt(100));
      pieces.add(text.substring(at, at + length).getBytes(UTF_8), length);
      at += length;
    }
    assertThat(pieces.text()).isEqualTo(captured(limit, text).text());
    assertThat(pieces.text()).endsWith(text.substring(text.length() - (limit - limit / 4)));
  }

  @ParameterizedTest
  @CsvSource({"é,2", "€,3", "😀,4"})
  void a_cut_never_splits_a_character(String character, int size) {
    for (int limit = 0; limit < 64; limit++) {
      for (int shift = 0; shift < size; shift++) {
        String text = "x".repeat(shift) + character.repeat(100);
        assertThat(captured(limit, text).text())
            .as("limit %d shift %d", limit, shift)
            .doesNotContain("\uFFFD");
      }
    }
  }

  @Test
  void the_cut_counts_what_is_missing() {
    String text = captured(9, "€".repeat(100)).text();
    long kept = text.chars().filter(c -> c == '€').count();
    assertThat(text).contains("... " + (300 - 3 * kept) + " bytes cut ...");
  }

  @Test
  void bytes_that_are_not_utf_8_become_the_replacement_character() {
    CapturedOutput output = new CapturedOutput(100);
    output.add(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}, 4);
    assertThat(output.text()).isEqualTo("a\uFFFDb\uFFFD");
  }

  private static CapturedOutput captured(long limit, String text) {
    CapturedOutput output = new CapturedOutput(limit);
    byte[] bytes = text.getBytes(UTF_8);
    output.add(bytes, bytes.length);
    return output;
  }
}
