// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "redis://localhost:6379/0 redis://localhost:6379/0",
        "redis://:secret@h redis://:***@h",
        "redis://user:secret@h:1/2 redis://user:***@h:1/2",
        "redis://secret@h redis://***@h",
        "redis://u:se@c/r:et@h redis://u:***@h",
        "redis+sentinel://u:secret@a:1,b:2/m redis+sentinel://u:***@a:1,b:2/m",
        "redis:/:secret@h ***@h",
        "redis://:secret redis://***",
        "${X:-redis://:secret@h} ${X:-redis://:***@h}"
      })
  void a_password_is_never_shown(String url, String shown) {
    assertThat(RedisUrl.mask(url)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://localhost",
        "redis://localhost:6379/15",
        "rediss://user:p%40ss@redis.example.com:6380",
        "redis://[::1]:6379/0",
        "redis+sentinel://s1:26379,s2:26379/mymaster",
        "redis+sentinel://:pw@s1,s2/mymaster/3",
        "redis+cluster://a:7000,b:7001",
        "redis+cluster://a:7000/0",
        "redis://:ab/cd+e=:f@g%3F%23%25@h"
      })
  void the_urls_of_the_reference_page_are_accepted(String url) {
    String text = "redis: \"" + url + "\"\nworkers: {web: {hostnames: [h]}}\n";

    ReadResult result = ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().orElseThrow().redis().url()).isEqualTo(url);
  }
}
