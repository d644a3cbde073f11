// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.core.StringRedisTemplate;

class SharedConnectionsIT {

  /** As it is, and as it is written in the URL. */
  @ParameterizedTest
  @ValueSource(strings = {"ab/cd+e= a/b:c@d^[\"", "ab%2Fcd%2Be%3D%20a%2Fb%3Ac%40d%5E%5B%22"})
  void any_password_is_accepted_and_none_shown(String written) {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis admin = Redis.connect(settings(server.url()))) {
      admin.jedis().configSet("requirepass", "ab/cd+e= a/b:c@d^[\"");
      String at = "@127.0.0.1:" + server.port() + "/0";
      ClConfig config = config("redis://:" + written + at);

      try (Redis redis = Redis.connect(config.redis())) {
        StringRedisTemplate template = template(redis);
        redis.ping();
        template.opsForHash().put(Keys.WORKERS, "web01", "{}");

        assertThat(redis.jedis().hget(Keys.WORKERS, "web01")).isEqualTo("{}");
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

      try (Redis redis = Redis.connect(config.redis())) {
        StringRedisTemplate template = template(redis);
        template.opsForHash().put(Keys.WORKERS, "web01", "{}");

        assertThat(redis.jedis().hget(Keys.WORKERS, "web01")).isEqualTo("{}");
      }
      admin.jedis().configSet("requirepass", "");
    }
  }

  /** More often than the pool has connections. */
  @Test
  void a_connection_goes_back_to_its_pool() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = Redis.connect(settings(server.url()))) {
      StringRedisTemplate template = template(redis);

      for (int i = 0; i < 300; i++) {
        template.opsForHash().put(Keys.WORKERS, "web" + i, "{}");
      }

      assertThat(redis.jedis().hlen(Keys.WORKERS)).isEqualTo(300);
      assertThat(redis.jedis().info("clients")).contains("connected_clients:1\r\n");
    }
  }

  @Test
  void on_a_cluster_both_heartbeat_keys_are_on_the_node_that_is_asked(@TempDir Path directory) {
    try (RedisServers servers = new RedisServers(directory)) {
      int node = servers.startCluster(3, 0).get(0);
      Redis redis = Redis.connect(config("redis+cluster://127.0.0.1:" + node).redis());
      StringRedisTemplate template = template(redis);

      for (String key : List.of(Keys.WORKERS, Keys.BEATS)) {
        template.opsForHash().put(key, "web01", "{}");

        assertThat(redis.jedis().hget(key, "web01")).isEqualTo("{}");
      }
      redis.close();
    }
  }

  private static StringRedisTemplate template(Redis redis) {
    return new StringRedisTemplate(new SharedConnections(redis));
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
}
