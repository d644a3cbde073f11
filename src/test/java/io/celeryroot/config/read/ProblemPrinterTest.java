// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemPrinterTest {

  private static final Problem CRON =
      new Problem(
          new Source("cl.yaml", 6, 11),
          "schedules.backup.cron",
          "4 fields, need 5 (minute hour day month weekday): \"0 3 * *\"",
          "write \"0 3 * * *\" (every day at 03:00)",
          Optional.empty(),
          9,
          "cron-fields");

  private static final Problem KEY =
      new Problem(
          new Source("cl.yaml", 14, 5),
          "schedules.backup",
          "unknown key \"retrys\"",
          "write \"retries\"",
          Optional.of("retries"),
          6,
          "unknown-key");

  @Test
  void the_quoted_form_marks_the_text_and_tells_the_fix() {
    String text = "\n\n\n\n\n    cron: \"0 3 * *\"\n";

    assertThat(shown(text, CRON))
        .isEqualTo(
            """
            cl.yaml:6:11: schedules.backup.cron: 4 fields, need 5 (minute hour day month weekday): "0 3 * *" [cron-fields]
              |
            6 |     cron: "0 3 * *"
              |           ^^^^^^^^^
              = fix: write "0 3 * * *" (every day at 03:00)

            1 problem\
            """);
  }

  @Test
  void the_short_form_has_the_fix_in_its_own_column() {
    String line = ProblemPrinter.line(KEY);

    assertThat(line)
        .startsWith("cl.yaml:14:5: schedules.backup: unknown key \"retrys\" [unknown-key]   ")
        .endsWith("fix: write \"retries\"");
    assertThat(line.indexOf("fix:")).isEqualTo(89);
  }

  @Test
  void the_last_line_is_the_count() {
    assertThat(shown("", CRON, KEY)).endsWith("\n2 problems");
    assertThat(shown("", KEY)).endsWith("\n1 problem");
  }

  private static String shown(String text, Problem... problems) {
    return ProblemPrinter.renderProblems(new ReadResult(Optional.empty(), List.of(problems), text));
  }
}
