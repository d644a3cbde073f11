// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {

  private static final Map<String, Object> DOCUMENT = document();

  private static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("text", "a \"b\" \\ \n\r\t\u001b ü 😀 \u2028");
    document.put("numbers", List.of(12, 0.5, new BigDecimal("1.5")));
    document.put("list", Arrays.asList(true, null, List.of(), Map.of()));
    return document;
  }

  @Test
  void both_forms_read_back_as_the_value() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();

    assertThat(mapper.readTree(Json.line(DOCUMENT)))
        .isEqualTo(mapper.readTree(mapper.writeValueAsString(DOCUMENT)));
    assertThat(mapper.readTree(Json.indented(DOCUMENT)))
        .isEqualTo(mapper.readTree(Json.line(DOCUMENT)));
  }

  @Test
  void a_line_is_as_short_as_can_be() {
    assertThat(Json.line(List.of(Map.of("a", 1), Optional.empty(), Optional.of("b\n"))))
        .isEqualTo("[{\"a\":1},null,\"b\\n\"]");
  }

  @Test
  void the_indented_form_has_a_value_a_line() {
    assertThat(Json.indented(Map.of("a", List.of(1, List.of()))))
        .isEqualTo("{\n  \"a\": [\n    1,\n    []\n  ]\n}");
  }

  @Test
  void text_without_a_json_form_stays_readable() {
    assertThat(Json.line("a\ud83d")).isEqualTo("\"a\ufffd\"");
    assertThat(Json.line(List.of(Double.NaN, Float.POSITIVE_INFINITY)))
        .isEqualTo("[\"NaN\",\"Infinity\"]");
    assertThat(Json.line("\u202e\u009b\u007f")).isEqualTo("\"\\u202e\\u009b\\u007f\"");
  }
}
