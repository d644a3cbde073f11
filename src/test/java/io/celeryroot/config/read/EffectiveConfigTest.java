// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RouteGlob;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.text.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {

  private static final RecursiveComparisonConfiguration APART_FROM_PLACES_AND_SECRETS =
      RecursiveComparisonConfiguration.builder()
          .withIgnoredFieldsMatchingRegexes(
              ".*source", "redis\\.url.*", "tasks\\..*\\.env\\..*", ".*\\.env")
          .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class)
          .build();

  private static final String DEFAULTS = "defaults: {tasks: {on_lost: fail}}\n";

  @Test
  void the_shown_file_means_the_same_when_it_is_read() throws IOException {
    ClConfig config = read(big());

    ClConfig again = read(Yaml.write(FileKeys.show(config)));

    assertThat(FileKeys.show(again)).isEqualTo(FileKeys.show(config));
    assertThat(again.roles())
        .usingRecursiveComparison(APART_FROM_PLACES_AND_SECRETS)
        .isEqualTo(config.roles());
    assertThat(again.tasks().get("word_split").action())
        .isEqualTo(config.tasks().get("word_split").action());
    assertThat(again.tasks().get("deploy").action())
        .isEqualTo(config.tasks().get("deploy").action());
    assertThat(again.resultsKept()).isEqualTo(config.resultsKept());
    assertThat(again.routes())
        .extracting(RouteGlob::glob)
        .containsExactly("routes/*.camel.yaml", "own/**/*.yaml");
  }

  @Test
  void no_secret_is_shown() throws IOException {
    String shown = Yaml.write(FileKeys.show(read(big())));

    assertThat(shown).doesNotContain("pässword", "s3cret", "hunter2", "C.UTF-8", "nokey");
    assertThat(shown).contains("redis+sentinel://ops:***@s1:26379,s2:26379/mymaster/2");
  }

  @Test
  void built_in_tasks_are_shown_only_when_the_file_changes_them() {
    String plain = "workers: {web: {hostnames: [web01]}}\n";

    assertThat(FileKeys.show(read(plain))).doesNotContainKey("tasks");
    assertThat(Yaml.write(FileKeys.show(read(plain + DEFAULTS))))
        .contains("  ping:\n", "on_lost: fail");
  }

  private static String big() throws IOException {
    return Files.readString(Path.of("src/test/resources/config/big.yaml"));
  }

  private static ClConfig read(String text) {
    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow();
  }
}
