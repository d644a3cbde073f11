// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MessageWriterTest {

  @Test
  void an_address_that_has_moved_is_told_as_such_without_the_new_one() {
    assertThat(MessageWriter.reason(answer(301)))
        .isEqualTo("HTTP status 301, so the address has moved; write the new one in cl.yaml");
    assertThat(MessageWriter.reason(answer(302)))
        .isEqualTo("HTTP status 302, a redirection, which is not followed; check the address");
    assertThat(MessageWriter.reason(answer(404))).isEqualTo("HTTP status 404");
  }

  /** What Camel throws. */
  private static Exception answer(int status) {
    return new IllegalStateException(
        "HTTP operation failed invoking http://a/b with statusCode: %d, redirectLocation: https://a/s3cret"
            .formatted(status));
  }
}
