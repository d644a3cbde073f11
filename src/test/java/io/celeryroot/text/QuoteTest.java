// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {

  @Test
  void quoted_text_is_on_one_line_and_drives_no_terminal() {
    assertThat(Quote.of("a\r\n\tb\u001b[2J\u202e\u200b"))
        .isEqualTo("\"a\\r\\n\\tb\\x1b[2J\\u202e\\u200b\"");
  }

  @Test
  void lines_keep_their_breaks_and_tabs() {
    assertThat(Printable.lines("a\n\tb\r\u009b")).isEqualTo("a\n\tb\\r\\x9b");
  }

  @Test
  void plain_text_stays_as_it_is() {
    assertThat(Printable.line("Jörg 漢 😀 \"x\" \\")).isEqualTo("Jörg 漢 😀 \"x\" \\");
  }

  @Test
  void a_long_text_is_cut_at_80_characters_and_says_so() {
    assertThat(Quote.of("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
    assertThat(Quote.of("x".repeat(81))).isEqualTo("\"" + "x".repeat(79) + "…\"");
  }

  @Test
  void a_cut_never_halves_a_character() {
    assertThat(Quote.cut("ab😀cd", 4)).isEqualTo("ab😀…");
    assertThat(Quote.cut("ab😀c", 4)).isEqualTo("ab😀c");
  }
}
