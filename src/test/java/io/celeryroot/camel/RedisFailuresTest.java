// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.RedisSystemException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisFailuresTest {

  private static final RedisSettings REDIS =
      TestSite.config("redis://127.0.0.1:1", "workers: {w: {hostnames: [h]}}").redis();

  private static QueueUnavailable of(String answer) {
    JedisDataException refused = new JedisDataException(answer);
    return RedisFailures.from(new RedisSystemException("Error in execution", refused), REDIS)
        .orElseThrow();
  }

  @Test
  void what_camel_reports_of_redis_is_told_in_our_words_and_with_the_fix() {
    QueueUnavailable replica = of("READONLY You can't write against a read only replica.");
    QueueUnavailable right = of("NOPERM this user has no permissions to run the 'hset' command");

    assertThat(replica).hasMessage("asking Redis: redis://127.0.0.1:1: a read-only replica");
    assertThat(replica.fix())
        .hasValue("wait if it is a failover; else name its master, or its Sentinels, in redis.url");
    assertThat(right.reason())
        .isEqualTo("no permission: this user has no permissions to run the 'hset' command");
    assertThat(right.fix())
        .hasValueSatisfying(fix -> assertThat(fix).contains("docs/redis-keys.md"));
    assertThat(of("WRONGPASS invalid username-password pair or user is disabled.").fix())
        .hasValueSatisfying(fix -> assertThat(fix).contains("redis.url"));
  }

  @Test
  void a_foreign_value_of_the_heartbeats_is_named() {
    assertThat(of("WRONGTYPE Operation against a key").reason()).contains("cl:{live}:workers");
  }
}
