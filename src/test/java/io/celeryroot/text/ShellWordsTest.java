// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {

  @Test
  void plain_words_stay_as_they_are() {
    assertThat(ShellWords.line(List.of("cl", "task", "run", "--targets=web01,db@1", "x.y/z")))
        .isEqualTo("cl task run --targets=web01,db@1 x.y/z");
  }

  @Test
  void a_shell_reads_each_quoted_word_as_the_same_text() throws Exception {
    for (String word :
        List.of(
            "",
            "a b",
            "$(touch x)",
            "`id`",
            "it's",
            "*",
            "{a,b}",
            "~root",
            "=ls",
            "a;b&c|d>e",
            "tab\tend",
            "\\n'\n\u001b[31m",
            "#no")) {
      assertThat(echoed(ShellWords.quoted(word))).as(word).isEqualTo(word);
    }
  }

  @Test
  void no_character_of_a_quoted_word_drives_the_terminal() {
    assertThat(ShellWords.quoted("x\u001b]0;\u202e\n")).isEqualTo("$'x\\x1b]0;\\u202e\\n'");
  }

  @Test
  void a_name_is_never_an_option() {
    assertThat(ShellWords.about("cl why", "--config=/tmp/x", "a b"))
        .isEqualTo("cl why -- --config=/tmp/x 'a b'");
    assertThat(ShellWords.about("cl why", "nightly")).isEqualTo("cl why nightly");
    assertThat(ShellWords.with("cl task list", "--host", "a b"))
        .isEqualTo("cl task list '--host=a b'");
  }

  private static String echoed(String quoted) throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash", "-c", "printf %s " + quoted).start();
    String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    return text;
  }
}
