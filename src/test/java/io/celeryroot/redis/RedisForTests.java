// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One real Redis for the tests of this JVM, and jobs to put into it. */
public final class RedisForTests {

  public static final Duration KEPT = Duration.ofDays(7);

  private static EmbeddedRedis server;

  private RedisForTests() {}

  public static synchronized String url() {
    if (server == null) {
      server = EmbeddedRedis.start(Optional.empty(), List.of());
    }
    return server.url();
  }

  public static Redis connect() {
    return connect(url());
  }

  public static Redis connect(String url) {
    return Redis.connect(settings(url));
  }

  public static RedisSettings settings(String url) {
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, Source.BUILT_IN);
  }

  /** A connection to a Redis without any key. */
  public static Redis connectToEmpty() {
    Redis redis = connect();
    redis.jedis().flushAll();
    return redis;
  }
}
