// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetExpressionTest {

  @ParameterizedTest
  @CsvSource({
    "web, true",
    "not web, false",
    "web and not db, true",
    "web and db, false",
    "db or web, true",
    "not db and not mail, true",
    "not (db or web), false",
    "db and mail or web, true",
    "db and (mail or web), false",
    "not not web, true",
    "((web)), true",
  })
  void not_binds_most_tightly_then_and(String text, boolean matches) {
    assertThat(TargetExpression.parse(text).matches(Set.of("web")::contains)).isEqualTo(matches);
  }

  @Test
  void one_word_is_a_name_whatever_it_is() {
    assertThat(TargetExpression.parse("not").isName()).isTrue();
    assertThat(TargetExpression.parse("web[01-40].x").isName()).isTrue();
    assertThat(TargetExpression.parse("not web").isName()).isFalse();
  }

  @Test
  void names_are_listed_in_order() {
    assertThat(TargetExpression.parse("b and not (a or web[01-03])").names())
        .containsExactly("b", "a", "web[01-03]");
  }

  @ParameterizedTest
  @CsvSource({
    "web db, two names without a word between them",
    "web and, no name here",
    "and web, no name here",
    "(web, a \"(\" without its \")\"",
    "web), a \")\" without its \"(\"",
    "(), no name here",
    "web and web[09-01], range runs backwards",
    "web[1-20000], a range of more than 10000 hosts",
  })
  void a_mistake_says_what_is_wrong(String text, String message) {
    assertThatThrownBy(() -> TargetExpression.parse(text))
        .isInstanceOf(UnreadableValue.class)
        .hasMessage(message);
  }

  @Test
  void a_long_expression_is_refused_before_it_is_read() {
    assertThatThrownBy(() -> TargetExpression.parse("(".repeat(100_000) + "web"))
        .isInstanceOf(UnreadableValue.class)
        .hasMessageContaining("more than 200 words");
  }

  @Test
  void exclusions_become_part_of_each_target() {
    assertThat(TargetExpression.without(List.of("web", "a or b"), List.of("web03")))
        .containsExactly("web and not web03", "(a or b) and not web03");
    assertThat(TargetExpression.without(List.of("web"), List.of("web03", "db")))
        .containsExactly("web and not (web03 or db)");
    assertThat(TargetExpression.without(List.of("web"), List.of())).containsExactly("web");
  }
}
