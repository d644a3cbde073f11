// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FormTokensTest {

  @Test
  void a_token_is_for_one_user_and_one_process() {
    FormTokens tokens = new FormTokens();
    String ofAnn = tokens.of("ann");
    assertThat(tokens.isValid(ofAnn, "ann")).isTrue();
    assertThat(tokens.isValid(ofAnn, "bob")).isFalse();
    assertThat(tokens.isValid("", "ann")).isFalse();
    assertThat(new FormTokens().isValid(ofAnn, "ann")).isFalse();
  }
}
