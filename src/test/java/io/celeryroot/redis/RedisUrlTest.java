// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a:b", "a@b", "a#b", "a?b", "a+b=", "6379/0"})
  void a_password_ends_at_the_last_at_sign(String password) {
    RedisUrl url = RedisUrl.parse("redis://u:" + password + "@h:1/2");

    assertThat(url.user()).contains("u");
    assertThat(url.password()).contains(password);
    assertThat(url.hosts()).extracting(Object::toString).containsExactly("h:1");
    assertThat(url.database()).isEqualTo(2);
  }

  @Test
  void all_parts_are_read() {
    RedisUrl url = RedisUrl.parse("rediss+sentinel://u%40x:p%2Fw+@h1:1,[::1]:2,h3/main/4");

    assertThat(url.isTls()).isTrue();
    assertThat(url.user()).contains("u@x");
    assertThat(url.password()).contains("p/w+");
    assertThat(url.hosts())
        .extracting(Object::toString)
        .containsExactly("h1:1", "::1:2", "h3:26379");
    assertThat(url.master()).contains("main");
    assertThat(url.database()).isEqualTo(4);
  }

  @Test
  void what_is_left_out_gets_defaults() {
    RedisUrl url = RedisUrl.parse("redis://");

    assertThat(url.hosts()).extracting(Object::toString).containsExactly("localhost:6379");
    assertThat(url.database()).isZero();
    assertThat(url.password()).isEmpty();
  }
}
