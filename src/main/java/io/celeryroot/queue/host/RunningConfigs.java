// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import io.celeryroot.job.Keys;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;

/** Keeps the configurations that Beats run. Thread-safe. */
public final class RunningConfigs {

  /** A Beat that was stopped for a night has not changed its file. */
  private static final Duration KEPT = Duration.ofDays(7);

  private final Redis redis;

  public RunningConfigs(Redis redis) {
    this.redis = redis;
  }

  /** Writes the configuration of a Beat, to be kept for 7 days. */
  public void put(RunningConfig config) {
    redis.call(
        "writing the configuration of " + config.beat(),
        j ->
            j.set(
                Keys.config(config.beat()),
                OrderSeal.seal(redis.seals(), about(config.beat()), config.toJson()),
                SetParams.setParams().ex(KEPT.toSeconds())));
  }

  /**
   * Keeps the configuration of a Beat for another 7 days.
   *
   * @return false: there is none
   */
  public boolean renew(String beat) {
    long renewed =
        redis.call(
            "keeping the configuration of " + beat,
            j -> j.pexpire(Keys.config(beat), KEPT.toMillis()));
    return renewed == 1;
  }

  /** The configuration of a Beat; empty: it has written none, or the key holds something else. */
  public Optional<RunningConfig> find(String beat) {
    String text = redis.call("reading the configuration of " + beat, j -> j.get(Keys.config(beat)));
    return Optional.ofNullable(text)
        .flatMap(stored -> OrderSeal.read(redis.seals(), about(beat), stored))
        .flatMap(order -> RunningConfig.parse(order.json()));
  }

  private static String about(String beat) {
    return "config " + beat;
  }
}
