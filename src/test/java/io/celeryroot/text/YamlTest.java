// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTest {

  @Test
  void blocks_keep_their_order_and_are_indented_by_two() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("word", "web");
    document.put("list", List.of("a", List.of(1, 2), Map.of("k", true)));
    document.put("map", Map.of("inner", List.of(Map.of("a", Optional.empty()))));
    document.put("empty", Arrays.asList(Map.of(), List.of(), null));

    assertThat(Yaml.write(document))
        .isEqualTo(
            """
            word: web
            list:
              - a
              - - 1
                - 2
              - k: true
            map:
              inner:
                - a: null
            empty:
              - {}
              - []
              - null
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "No", "null", "1", "1e3", "0x1F", "~", "", " a", "a b", "y"})
  void text_that_is_not_plainly_a_word_is_quoted(String text) {
    assertThat(Yaml.write(text)).isEqualTo('"' + text + "\"\n");
  }

  @Test
  void every_character_comes_back_as_it_was() {
    List<Object> texts = new ArrayList<>();
    texts.add("\"q\" '\\ \n\t{{a}} ${b} # : - é 漢 😀 [x] {y} & * !");
    for (int c = 0; c <= 0xffff; c++) {
      if (!Character.isSurrogate((char) c)) {
        texts.add("x" + Character.toString(c));
      }
    }

    assertThat(new Load(LoadSettings.builder().build()).loadFromString(Yaml.write(texts)))
        .isEqualTo(texts);
  }
}
