// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.queue.Redis;
import java.util.Optional;

/**
 * The file and the Redis that it names, connected; closed by who opened it.
 *
 * @param config the valid file
 * @param redis connected
 */
record Site(ClConfig config, Redis redis) implements AutoCloseable {

  /**
   * Reads the file and connects.
   *
   * @throws io.celeryroot.queue.QueueUnavailable Redis did not answer
   */
  static Site open(Session session) {
    return connect(ConfigFile.load(session));
  }

  /** Connects to the Redis of a file that was read. */
  static Site connect(ClConfig config) {
    return new Site(config, Redis.connect(config.redis()));
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
