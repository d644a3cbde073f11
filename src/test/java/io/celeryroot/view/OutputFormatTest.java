// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class OutputFormatTest {

  private static final Map<String, Object> DOCUMENT = document();

  private static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("text", "a \"b\" \\ \n\t\u001b ü 😀 \u2028");
    document.put("number", 12);
    document.put("fraction", 0.5);
    document.put("yes", true);
    document.put("nothing", null);
    document.put("word", "on");
    document.put("time", "2026-11-24T02:00:00Z");
    document.put("empty map", Map.of());
    document.put("empty list", List.of());
    document.put("list", Arrays.asList("x", null, List.of(1, 2), Map.of("k", "v")));
    document.put("map", Map.of("inner", List.of(Map.of("a", 1))));
    return document;
  }

  @Test
  void json_reads_back_as_the_document() throws JsonProcessingException {
    String json = OutputFormat.json.render(() -> DOCUMENT, String::new);

    assertThat(new ObjectMapper().readValue(json, Object.class)).isEqualTo(DOCUMENT);
  }

  @Test
  void yaml_reads_back_as_the_document() {
    String yaml = OutputFormat.yaml.render(() -> DOCUMENT, String::new);

    assertThat(new Load(LoadSettings.builder().build()).loadFromString(yaml)).isEqualTo(DOCUMENT);
  }

  @Test
  void an_absent_value_is_null_and_a_present_one_is_itself() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("a", Optional.empty());
    document.put("b", Optional.of(List.of("x")));

    assertThat(OutputFormat.json.render(() -> document, String::new))
        .isEqualToIgnoringWhitespace("{\"a\": null, \"b\": [\"x\"]}");
    assertThat(OutputFormat.yaml.render(() -> document, String::new))
        .isEqualTo("a: null\nb:\n  - x\n");
  }

  @Test
  void half_a_character_does_not_break_the_document() {
    assertThat(OutputFormat.json.render(() -> "a\ud83d", String::new)).isEqualTo("\"a\ufffd\"\n");
  }
}
