// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Schedule;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Optional;

/**
 * The file and the Redis that it names, connected; closed by who opened it.
 *
 * @param config the valid file
 * @param redis connected
 */
record Site(ClConfig config, Redis redis) implements AutoCloseable {

  /** A person waits: with the start of the program this stays below 3 s. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);

  /**
   * Reads the file and connects.
   *
   * @throws io.celeryroot.redis.QueueUnavailable Redis did not answer
   */
  static Site open(Session session) {
    return connect(ConfigFile.load(session));
  }

  /** Connects to the Redis of a file that was read; a long {@code redis.timeout} is for workers. */
  static Site connect(ClConfig config) {
    RedisSettings redis = config.redis();
    Duration timeout =
        redis.timeout().compareTo(MOST_PATIENCE) < 0 ? redis.timeout() : MOST_PATIENCE;
    return new Site(config, Redis.connect(redis.withTimeout(timeout)));
  }

  Monitor monitor() {
    return new Monitor(redis, config);
  }

  /** The schedule of that name, which the user gave. */
  Schedule schedule(String name) {
    return Optional.ofNullable(config.schedules().get(name))
        .orElseThrow(
            () ->
                Refusal.noSuchThing(
                    "cl: " + Nearest.unknown("schedule", name, config.schedules().keySet())));
  }

  @Override
  public void close() {
    redis.close();
  }
}
