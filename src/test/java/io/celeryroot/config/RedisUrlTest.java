// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.text.UnreadableValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a:b", "a@b", "a+b=", "6379/0"})
  void a_password_ends_at_the_last_at_sign(String password) {
    RedisUrl url = RedisUrl.parse("redis://u:" + password + "@h:1/2");

    assertThat(url.user()).contains("u");
    assertThat(url.password()).contains(password);
    assertThat(url.hosts()).containsExactly(new RedisUrl.Host("h", 1));
    assertThat(url.database()).isEqualTo(2);
  }

  @Test
  void all_parts_are_read() {
    RedisUrl url = RedisUrl.parse("rediss+sentinel://u%40x:p%2Fw+@h1:1,[::1]:2,h3/main/4");

    assertThat(url.isTls()).isTrue();
    assertThat(url.user()).contains("u@x");
    assertThat(url.password()).contains("p/w+");
    assertThat(url.hosts())
        .containsExactly(
            new RedisUrl.Host("h1", 1),
            new RedisUrl.Host("::1", 2),
            new RedisUrl.Host("h3", 26379));
    assertThat(url.master()).contains("main");
    assertThat(url.database()).isEqualTo(4);
  }

  @Test
  void what_is_left_out_gets_defaults() {
    RedisUrl url = RedisUrl.parse("redis://localhost");

    assertThat(url.hosts()).containsExactly(new RedisUrl.Host("localhost", 6379));
    assertThat(url.database()).isZero();
    assertThat(url.password()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://u:50%@h", "redis+sentinel://h/ma%zz", "unix:///run/%2/sock"})
  void a_percent_sign_alone_is_refused_wherever_it_stands(String url) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(UnreadableValue.class)
        .hasMessage("a \"%\" without two hexadecimal digits behind it");
  }

  @Test
  void a_socket_is_read_as_celery_writes_it_and_no_password_is_shown() {
    RedisUrl url = RedisUrl.parse("redis+socket://u:pw@/run/a%20b.sock?virtual_host=3");

    assertThat(url.socket()).contains("/run/a b.sock");
    assertThat(url.database()).isEqualTo(3);
    assertThat(url.hosts()).isEmpty();
    assertThat(url).hasToString("redis+socket://u:***@/run/a%20b.sock?virtual_host=3");
  }
}
