// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigDocsTest {

  @Test
  void the_reference_page_is_what_the_code_says() throws IOException {
    Golden.assertIs(Path.of("docs/cl-yaml.md"), ConfigDocs.reference());
  }

  @Test
  void the_committed_schema_is_what_the_code_says() throws IOException {
    Golden.assertIs(Path.of("docs/cl.schema.json"), ConfigDocs.jsonSchema());
  }

  @Test
  void every_example_of_the_reference_page_is_a_valid_file() {
    String examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(ConfigDocs.reference())
            .results()
            .map(example -> example.group(1))
            .filter(yaml -> !problems(yaml).isEmpty())
            .reduce("", (all, yaml) -> all + problems(yaml) + "\n" + yaml);

    assertThat(examples).isEmpty();
  }

  @Test
  void the_first_file_is_valid() {
    assertThat(problems(ConfigDocs.template())).isEmpty();
  }

  private static String problems(String yaml) {
    ReadResult result = ConfigReader.read("cl.yaml", yaml, Map.of(), Optional.empty());
    return result.problems().isEmpty() ? "" : ProblemPrinter.renderProblems(result);
  }
}
