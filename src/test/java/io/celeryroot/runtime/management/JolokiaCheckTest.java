// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
}
