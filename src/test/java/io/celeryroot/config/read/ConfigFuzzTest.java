// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigFuzzTest {

  @Provide
  Arbitrary<String> files() throws IOException {
    return Mutations.of(
        List.of(Files.readString(Path.of("src/test/resources/config/big.yaml")), "a: b", ""));
  }

  @Property(tries = 1000)
  void a_file_is_read_or_all_its_problems_are_reported(@ForAll("files") String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());

    assertThat(result.config().isPresent()).isEqualTo(result.problems().isEmpty());
    ProblemPrinter.renderProblems(result);
  }
}
