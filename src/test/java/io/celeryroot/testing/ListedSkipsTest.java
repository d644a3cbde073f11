// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.celeryroot.testing.ListedSkips.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class ListedSkipsTest {

  private static final List<Skip> LISTED =
      List.of(Skip.parse("AIT.a_test | needs docker | CI has no engine"));

  private final Throwable skip =
      new TestAbortedException("Assumption failed: needs docker on the PATH");

  @Test
  void a_listed_skip_stays_a_skip() {
    assertThat(ListedSkips.judged(LISTED, "AIT", "a_test", skip)).isSameAs(skip);
  }

  @Test
  void another_test_or_another_message_is_a_failure() {
    assertThat(ListedSkips.judged(LISTED, "AIT", "b_test", skip))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("needs docker on the PATH");
    assertThat(
            ListedSkips.judged(LISTED, "AIT", "a_test", new TestAbortedException("needs valkey")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_skip_without_a_reason_cannot_be_listed() {
    assertThatIllegalArgumentException().isThrownBy(() -> Skip.parse("AIT | needs docker | "));
  }

  @Test
  void no_test_is_disabled_by_an_annotation_which_the_list_would_not_see() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> text(file).contains("org.junit.jupiter.api." + "condition."))
                  .toList())
          .isEmpty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
