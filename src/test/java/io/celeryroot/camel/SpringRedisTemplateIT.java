// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpringRedisTemplateIT {

  /** As it is, and as it is written in the URL. */
  @ParameterizedTest
  @ValueSource(strings = {"ab/cd+e= a/b:c@d^[\"", "ab%2Fcd%2Be%3D%20a%2Fb%3Ac%40d%5E%5B%22"})
  void both_clients_accept_any_password_and_show_none(String written) {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis admin = Redis.connect(settings(server.url()))) {
      admin.jedis().configSet("requirepass", "ab/cd+e= a/b:c@d^[\"");
      String at = "@127.0.0.1:" + server.port() + "/0";
      ClConfig config = config("redis://:" + written + at);

      try (Redis redis = Redis.connect(config.redis());
          SpringRedisTemplate template = new SpringRedisTemplate(celeryroot(config))) {
        redis.ping();
        template.opsForHash().put("cl.workers", "web01", "{}");

        assertThat(redis.jedis().hget("cl.workers", "web01")).isEqualTo("{}");
        assertThat(redis.maskedUrl()).isEqualTo("redis://:***" + at);
      }
      admin.jedis().configSet("requirepass", "");
    }
  }

  @Test
  void a_question_mark_and_a_number_sign_may_be_written_percent_encoded() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis admin = Redis.connect(settings(server.url()))) {
      admin.jedis().configSet("requirepass", "a#b?c%d");
      ClConfig config = config("redis://:a%23b%3Fc%25d@127.0.0.1:" + server.port());

      try (Redis redis = Redis.connect(config.redis());
          SpringRedisTemplate template = new SpringRedisTemplate(celeryroot(config))) {
        template.opsForHash().put("cl.workers", "web01", "{}");

        assertThat(redis.jedis().hget("cl.workers", "web01")).isEqualTo("{}");
      }
      admin.jedis().configSet("requirepass", "");
    }
  }

  /** Camel makes each bean of a file twice, and closes the first at once. */
  @Test
  void a_template_that_is_closed_unused_has_asked_nobody(@TempDir Path directory) {
    try (RedisServers servers = new RedisServers(directory)) {
      int sentinel = servers.startSentinel(servers.start(), 1);
      ClConfig config = config("redis+sentinel://127.0.0.1:" + sentinel + "/main");

      for (int i = 0; i < 50; i++) {
        new SpringRedisTemplate(celeryroot(config)).close();
      }

      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.contains("[127.0.0.1:" + sentinel + "]"));
    }
  }

  private static RedisSettings settings(String url) {
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, Source.BUILT_IN);
  }

  /** By way of the environment, so that no sign of YAML matters. */
  private static ClConfig config(String url) {
    String text = "redis: \"${REDIS_URL}\"\nworkers: {web: {hostnames: [web01]}}\n";
    return ConfigReader.read("cl.yaml", text, Map.of("REDIS_URL", url), Optional.empty())
        .config()
        .orElseThrow();
  }

  private static Celeryroot celeryroot(ClConfig config) {
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("config", config);
    Celeryroot celeryroot = new Celeryroot("cl.yaml");
    celeryroot.setCamelContext(context);
    return celeryroot;
  }
}
