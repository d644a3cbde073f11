// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class HostTextTest {

  private static final Map<String, String> VARS = Map.of("rack", "a1", "odd", "{{host.rack}}");

  private static String filled(String text) {
    return HostText.fill(text, VARS);
  }

  @Test
  void doubled_braces_are_a_way_through_for_what_looks_like_a_variable() {
    assertThat(filled("{{host.rack}}")).isEqualTo("{host.rack}");
    assertThat(filled("{{host.nowhere}}")).isEqualTo("{host.nowhere}");
    assertThat(filled("{{{host.rack}}}")).isEqualTo("{{host.rack}}");
    assertThat(filled("{host.rack} {{host.rack}}")).isEqualTo("a1 {host.rack}");
    assertThat(HostText.isIn("{{host.rack}}")).isTrue();
    assertThat(HostText.names("{{host.rack}}")).isEmpty();
  }

  @Test
  void the_value_of_a_variable_stays_as_it_is() {
    assertThat(filled("{host.odd}")).isEqualTo("{{host.rack}}");
  }

  @Test
  void what_only_resembles_a_variable_stays_as_it_is() {
    for (String text :
        new String[] {
          "${host.rack}",
          "${{host.rack}}",
          "{{host.rack}",
          "{host.rack}}",
          "{{host}}",
          "{{ host.rack }}"
        }) {
      assertThat(filled(text)).isEqualTo(text);
      assertThat(HostText.isIn(text)).as(text).isFalse();
    }
  }
}
