// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in the file, reading answers with problems and never throws. */
class ConfigMutationTest {

  private static final String ALPHABET =
      "{}[]:-#&*!|>'\"%@`~,? \n\t\r0aé\u0000\u0085\u2028\uFEFF$<";

  @Test
  void a_file_that_ends_anywhere_is_read_without_an_exception() throws IOException {
    String text = big();
    for (int length = 0; length < text.length(); length += 7) {
      String cut = text.substring(0, length);

      assertThatCode(() -> readAndPrint(cut)).as(cut).doesNotThrowAnyException();
    }
  }

  @Test
  void a_file_with_a_wrong_character_anywhere_is_read_without_an_exception() throws IOException {
    String text = big();
    Random random = new Random(42);
    for (int i = 0; i < 700; i++) {
      StringBuilder mutated = new StringBuilder(text);
      for (int n = 0; n <= i % 3; n++) {
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        mutated.setCharAt(random.nextInt(mutated.length()), c);
      }

      assertThatCode(() -> readAndPrint(mutated.toString()))
          .as(mutated.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void wrong_bytes_anywhere_are_read_without_an_exception() throws IOException {
    byte[] bytes = big().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] mutated = bytes.clone();
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);

      assertThatCode(() -> ConfigReader.read("cl.yaml", mutated, Map.of(), Optional.empty()))
          .doesNotThrowAnyException();
    }
  }

  private static void readAndPrint(String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.of("prod"));
    if (!result.problems().isEmpty()) {
      ProblemPrinter.renderProblems(result);
    }
  }

  private static String big() throws IOException {
    return Files.readString(Path.of("src/test/resources/config/big.yaml"));
  }
}
