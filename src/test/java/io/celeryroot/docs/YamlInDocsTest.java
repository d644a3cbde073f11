// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.read.ConfigReader;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class YamlInDocsTest {

  /** Text that makes a fragment a complete file. */
  private static final String ROLE =
      """
      workers:
        webserver: {hostnames: [webserver01, webserver02]}
        database: {hostnames: [dbserver01]}
      """;

  static Stream<Block> blocks() {
    return Block.in("yaml");
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void every_yaml_block_is_a_valid_file_or_part_of_one(Block block) {
    boolean isWhole = block.lines().stream().anyMatch(line -> line.startsWith("workers:"));
    String text = isWhole ? block.text() : ROLE + block.text();

    var read = ConfigReader.read(block.place(), text, Map.of(), Optional.empty());

    assertThat(read.problems()).isEmpty();
  }
}
