// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://h                            | redis://h",
        "redis://:secret@h:6379/0             | redis://:***@h:6379/0",
        "redis://u:se:cr@et@h/0               | redis://u:***@h/0",
        "redis://secret@h/0                   | redis://***@h/0",
        "redis+sentinel://u:secret@h1:1,h2/m/0 | redis+sentinel://u:***@h1:1,h2/m/0",
      })
  void no_password_is_shown(String url, String shown) {
    assertThat(RedisUrl.mask(url)).isEqualTo(shown);
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
