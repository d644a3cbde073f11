// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rows of docs/celery.md name what becomes of a thing, and a test that shows it. */
class CeleryPageTest {

  private static final Path PAGE = Path.of("docs/celery.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

  private static List<List<String>> rows() throws IOException {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return lines
          .filter(line -> line.startsWith("| ") && !line.contains("| test |"))
          .map(line -> List.of(line.substring(1).strip().split("\\s*\\|\\s*", -1)))
          .toList();
    }
  }

  @Test
  void each_row_says_what_becomes_of_it() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(40)
        .allSatisfy(row -> assertThat(row.get(1)).isIn("honoured", "refused", "not spoken"));
  }

  @Test
  void each_row_names_a_test_that_exists() throws IOException {
    for (List<String> row : rows()) {
      var named = TEST.matcher(row.get(3));
      assertThat(named.matches()).as("%s: %s", row.get(0), row.get(3)).isTrue();
      try (Stream<Path> files = Files.walk(TESTS)) {
        Path test =
            files
                .filter(file -> file.endsWith(named.group(1) + ".java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no test class " + named.group(1)));
        assertThat(Files.readString(test)).contains("void " + named.group(2) + "(");
      }
    }
  }
}
