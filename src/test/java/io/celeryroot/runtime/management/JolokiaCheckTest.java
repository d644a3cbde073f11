// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JolokiaCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"read\",\"mbean\":\"java.lang:*\"}",
        "{\"type\":\"version\"}",
        "[]",
        "[{\"type\":\"list\"},{\"type\":\"search\"},{\"type\":\"exec\"}]"
      })
  void types_of_the_policy_are_let_through(String body) {
    assertThat(JolokiaCheck.isAllowed(body.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "text",
        "{\"type\":\0t\"",
        "{\"type\":\"notification\",\"command\":\"register\"}",
        "{\"type\":\"NOTIFICATION\"}",
        "{\"type\":\"write\"}",
        "{\"type\":\"config\"}",
        "{\"type\":[\"read\"]}",
        "{\"type\":\"read\",\"type\":\"notification\"}",
        "[{\"type\":\"read\"},{\"type\":\"notification\"}]",
        "[[{\"type\":\"read\"}]]",
        "{\"type\":\"read\"} {\"type\":\"notification\"}"
      })
  void everything_else_is_refused(String body) {
    assertThat(JolokiaCheck.isAllowed(body.getBytes(UTF_8))).isFalse();
  }

  @Test
  void what_is_not_utf_8_is_refused() {
    String body = "{\"type\":\"version\"}";
    byte[] latin = "{\"type\":\"version\",\"a\":\"é\"}".getBytes(ISO_8859_1);

    assertThat(JolokiaCheck.isAllowed(body.getBytes(UTF_16BE))).isFalse();
    assertThat(JolokiaCheck.isAllowed(body.getBytes(UTF_16))).isFalse();
    assertThat(JolokiaCheck.isAllowed(latin)).isFalse();
  }
}
