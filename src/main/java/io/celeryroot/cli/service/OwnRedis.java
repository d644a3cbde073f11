// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.redis.embedded.EmbeddedRedisFailed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Redis of {@code cl up}: the configured one, or one of our own that stands in for it. */
public final class OwnRedis implements AutoCloseable {

  private final String named;
  private final ClConfig config;
  private final Optional<EmbeddedRedis> server;

  /**
   * @param named address in the file
   */
  private OwnRedis(String named, ClConfig config, Optional<EmbeddedRedis> server) {
    this.named = named;
    this.config = config;
    this.server = server;
  }

  /** Starts one, with its data in {@code .celeryroot/} beside cl.yaml, if nothing answers. */
  public static OwnRedis unlessAnswering(Console console, ClConfig config) {
    try (Redis redis = Redis.connect(config.redis())) {
      console.say("Redis " + redis.version() + " at " + redis.maskedUrl());
      return new OwnRedis(config.redis().url(), config, Optional.empty());
    } catch (QueueUnavailable e) {
      return start(console, config);
    }
  }

  private static OwnRedis start(Console console, ClConfig config) {
    Path directory =
        ConfigLoader.path(console).toAbsolutePath().resolveSibling(".celeryroot").normalize();
    try {
      // Where other commands will look; empty: the file names another machine.
      Optional<Integer> port = config.redis().address().plainLoopbackPort();
      Optional<Path> data = Optional.of(directory);
      EmbeddedRedis server =
          port.isPresent()
              ? EmbeddedRedis.startOn(port.get(), data, List.of())
              : EmbeddedRedis.start(data, List.of());
      console.say("started Redis at " + server.url() + ", data in " + directory);
      if (port.isEmpty()) {
        console.say(
            "It stands in for %s, which does not answer; other cl commands do not see it",
            config.redis().maskedUrl());
      }
      return new OwnRedis(
          config.redis().url(), config.withRedisAt(server.url()), Optional.of(server));
    } catch (EmbeddedRedisFailed e) {
      throw CommandFailure.notFoundOut("cl: no Redis: %s", e.getMessage()).causedBy(e);
    }
  }

  /** Returns the file with the URL of the Redis that answers. */
  public ClConfig config() {
    return config;
  }

  /** Returns a file that was read later, with that Redis where it names the same as before. */
  ClConfig inPlaceOf(ClConfig later) {
    return server.isPresent() && later.redis().url().equals(named)
        ? later.withRedisAt(config.redis().url())
        : later;
  }

  @Override
  public void close() {
    server.ifPresent(EmbeddedRedis::close);
  }
}
