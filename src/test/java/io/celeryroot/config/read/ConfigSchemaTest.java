// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.celeryroot.config.keys.FileKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ConfigSchemaTest {

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(ConfigDocs.jsonSchema());

  static Stream<String> validFiles() throws IOException {
    return Stream.concat(
        Stream.of(
            ConfigDocs.template(), Files.readString(Path.of("src/test/resources/config/big.yaml"))),
        FileKeys.sections().stream().map(ConfigDocs::example));
  }

  @ParameterizedTest
  @MethodSource("validFiles")
  void a_valid_file_validates(String yaml) {
    assertThat(validate(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://h:1/0",
        "rediss://u:p@h",
        "redis+sentinel://h:1,h:2/m",
        "rediss+sentinel://h:1/m/2",
        "redis+cluster://h:1",
        "rediss+cluster://h:1,h:2"
      })
  void every_form_of_a_redis_url_that_the_reader_takes_validates(String url) {
    assertThat(ConfigReader.read("cl.yaml", withRedis(url), Map.of(), Optional.empty()).problems())
        .isEmpty();
    assertThat(validate(withRedis(url))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h", "redisss://h", "redis+x://h"})
  void other_schemes_do_not_validate(String url) {
    assertThat(validate(withRedis(url))).isNotEmpty();
  }

  private static String withRedis(String url) {
    return "redis: \"%s\"\nworkers: {w: {hostnames: [h]}}\nschedules: {}\n".formatted(url);
  }

  @Test
  void the_schema_is_itself_a_schema() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(ConfigDocs.jsonSchema());

    assertThat(schema.path("definitions").size()).isGreaterThan(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-key-top",
        "unknown-key-role",
        "unknown-key-schedule",
        "unknown-key-task",
        "missing-workers",
        "missing-cron",
        "missing-targets-and-task",
        "missing-hostnames",
        "missing-retries-max",
        "fact",
        "security-unknown",
        "workflow-task-beside",
        "workflow-step-text",
        "empty-section",
        "empty-workers",
        "empty-role",
        "empty-list",
        "empty-value",
        "empty-list-element",
        "type-list-for-map",
        "type-text-for-map",
        "type-map-for-list",
        "type-list-for-text",
        "type-list-in-list",
        "type-number-for-retries",
        "top-is-a-list",
        "top-is-text",
        "flag-yes",
        "number-word",
        "number-range",
        "number-exit-code",
        "number-decimal",
        "name-role",
        "name-schedule",
        "name-task",
        "name-param",
        "cron-fields",
        "duration-unit",
        "duration-negative",
        "duration-zero",
        "duration-word",
        "duration-long-unit",
        "size-unit",
        "size-kb",
        "size-zero",
        "choice",
        "choice-far",
        "task-no-action",
        "task-two-actions",
        "script-empty",
        "redis-scheme",
        "redis-scheme-typo",
        "redis-not-a-url",
        "redis-timeout",
        "env-secret-hidden",
        "environment-mistake",
        "environment-empty"
      })
  void a_mistake_that_a_schema_can_tell_is_refused(String name) throws IOException {
    String yaml = Files.readString(Path.of("src/test/resources/config/err/" + name + ".yaml"));

    assertThat(validate(yaml)).isNotEmpty();
  }

  private static Set<ValidationMessage> validate(String yaml) {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return SCHEMA.validate(new ObjectMapper().valueToTree(loaded));
  }
}
