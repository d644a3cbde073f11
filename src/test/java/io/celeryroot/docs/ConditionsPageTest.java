// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.condition.Fact;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConditionsPageTest {

  private static final Path PAGE = Path.of("docs/conditions.md");
  private static final String HEAD = "| fact | value | meaning |\n|-|-|-|\n";

  @Test
  void the_page_lists_every_fact() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(HEAD) + HEAD.length();
    int end = page.indexOf("\n\n", start);
    String rows = Fact.direct().stream().map(ConditionsPageTest::row).collect(Collectors.joining());

    Golden.assertIs(PAGE, page.substring(0, start) + rows + page.substring(end + 1));
    assertThat(start).isGreaterThan(HEAD.length());
  }

  private static String row(Fact fact) {
    String argument =
        switch (fact.argument()) {
          case NONE -> "";
          case PATH -> "(path)";
          case PATH_OR_ROOT -> "(path)`, `" + fact.word();
          case TASK -> "(task)";
          case SERVICE -> "(service)";
        };
    return "| `%s%s` | %s | %s |\n"
        .formatted(fact.word(), argument, fact.kind().words(), fact.meaning());
  }
}
