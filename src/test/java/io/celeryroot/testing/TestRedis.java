// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.sign.TestSeals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An empty Redis for each test of the class that registers it, with one connection to it. */
public final class TestRedis implements BeforeEachCallback, AfterEachCallback {

  /** Retention of results for tests that do not care. */
  public static final Duration KEPT = Duration.ofDays(7);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static EmbeddedRedis sharedServer;

  private final boolean isShared;
  private final List<Redis> others = new ArrayList<>();
  private EmbeddedRedis server;
  private Redis redis;

  private TestRedis(boolean isShared) {
    this.isShared = isShared;
  }

  /** One server for this JVM, emptied before each test: for tests that only read and write keys. */
  public static TestRedis shared() {
    return new TestRedis(true);
  }

  /** A new server for each test: for tests that configure or stop it. */
  public static TestRedis own() {
    return new TestRedis(false);
  }

  public static Redis connect(String url) {
    return Redis.connect(settings(url));
  }

  /** A connection that only looks on: a machine that is busy is not what its test is about. */
  public static Redis onlooker(String url) {
    return Redis.connect(new RedisSettings(url, url, PATIENCE, Source.BUILT_IN));
  }

  public static RedisSettings settings(String url) {
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, Source.BUILT_IN);
  }

  /** Returns what is told of a server that cannot be used; null: it can. */
  public static QueueUnavailable refusalOf(String url) {
    return catchThrowableOfType(
        QueueUnavailable.class,
        () -> {
          try (Redis redis = connect(url)) {
            redis.ping();
            List.of("a", "b", "c", "d")
                .forEach(key -> redis.call("reading", jedis -> jedis.get(key)));
          }
        });
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server = isShared ? shareServer() : start();
    if (isShared) {
      redis().jedis().flushAll();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    others.forEach(Redis::close);
    others.clear();
    if (redis != null) {
      redis.close();
      redis = null;
    }
    if (!isShared) {
      server.close();
    }
  }

  public String url() {
    return server.url();
  }

  public int port() {
    return server.port();
  }

  /** Ends the server before the test does. */
  public void stop() {
    server.close();
  }

  /** Connects as somebody who signs, where signatures are required; closed after the test. */
  public Redis as(SigningKey key) {
    Redis signing = Redis.connect(settings(url()), TestSeals.now(key));
    others.add(signing);
    return signing;
  }

  /** The connection of this test, closed after it. */
  public Redis redis() {
    if (redis == null) {
      redis = connect(url());
    }
    return redis;
  }

  private static synchronized EmbeddedRedis shareServer() {
    if (sharedServer == null) {
      sharedServer = start();
    }
    return sharedServer;
  }

  private static EmbeddedRedis start() {
    return EmbeddedRedis.start(Optional.empty(), List.of());
  }
}
