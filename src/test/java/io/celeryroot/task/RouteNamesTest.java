// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteNamesTest {

  @ParameterizedTest
  @CsvSource({
    "security_updates,security_updates",
    "a-b,a-b",
    "a b,a~20b",
    "a.b,a~2Eb",
    "../x,~2E~2E~2Fx",
    "{{x}}${y},~7B~7Bx~7D~7D~24~7By~7D",
    "é,~C3~A9",
    "heartbeat,heartbeat",
    "heartbeat~,heartbeat~7E"
  })
  void different_names_stay_different_and_safe(String name, String inRoutes) {
    assertThat(RouteNames.of(name)).isEqualTo(inRoutes);
  }

  @Test
  void a_quote_cannot_end_a_bean_expression() {
    assertThat(RouteNames.of("x') or ('")).isEqualTo("x~27~29~20or~20~28~27");
  }

  @Test
  void text_in_a_uri_is_encoded() {
    assertThat(RouteNames.inUri("a&b=c?{{d}}+e f")).isEqualTo("a%26b%3Dc%3F%7B%7Bd%7D%7D%2Be%20f");
  }

  @Test
  void what_is_shown_is_plain() {
    assertThat(RouteNames.shown("/opt/my tools/x{{y}}&z")).isEqualTo("/opt/my_tools/x__y___z");
  }
}
