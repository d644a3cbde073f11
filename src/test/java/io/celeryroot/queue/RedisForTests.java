// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One real Redis for the tests of this JVM, and jobs to put into it. */
final class RedisForTests {

  static final Duration KEPT = Duration.ofDays(7);

  private static EmbeddedRedis server;

  private RedisForTests() {}

  static synchronized String url() {
    if (server == null) {
      server = EmbeddedRedis.start(Optional.empty(), List.of());
    }
    return server.url();
  }

  static Redis connect() {
    return connect(url());
  }

  static Redis connect(String url) {
    return Redis.connect(settings(url));
  }

  static RedisSettings settings(String url) {
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, Source.BUILT_IN);
  }

  /** A connection to a Redis without any key. */
  static Redis connectToEmpty() {
    Redis redis = connect();
    redis.jedis().flushAll();
    return redis;
  }
}
