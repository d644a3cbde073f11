// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.beat.HandRuns;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.job.JobListener;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The file and the Redis that it names, connected; closed by who opened it.
 *
 * @param config the valid file
 * @param redis connected
 */
public record SiteConnection(ClConfig config, Redis redis) implements AutoCloseable {

  /** A person waits: with the start of the program this stays below 3 s. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(2);

  /**
   * Reads the file and connects.
   *
   * @throws io.celeryroot.redis.QueueUnavailable Redis did not answer
   */
  public static SiteConnection open(Console console) {
    return connect(ConfigLoader.loadForSite(console), console.env());
  }

  /**
   * Connects to the Redis of a file that was read; a long {@code redis.timeout} is for workers.
   *
   * @param env environment, which may name the key that signs
   */
  public static SiteConnection connect(ClConfig config, Map<String, String> env) {
    RedisSettings redis = config.redis();
    Duration timeout =
        redis.timeout().compareTo(MOST_PATIENCE) < 0 ? redis.timeout() : MOST_PATIENCE;
    return new SiteConnection(
        config, Redis.connect(redis.withTimeout(timeout), Seals.open(config.security(), env)));
  }

  /**
   * The time of the Redis server, by which the site lives; the clock of this machine may be wrong.
   */
  public Instant now() {
    return redis.serverTimeNow();
  }

  /** The way to submit runs by hand; it answers no for a queue that an operator lets run empty. */
  public HandRuns hands() {
    return hands(new Controls(redis)::read);
  }

  /**
   * Returns the same as {@link #hands()}, by one look at the orders of operators.
   *
   * @param orders as they were read
   */
  public HandRuns hands(ControlState orders) {
    return hands(() -> orders);
  }

  private HandRuns hands(Supplier<ControlState> orders) {
    return new HandRuns(
        config,
        redis,
        orders,
        JobListener.NONE,
        order ->
            CommandFailure.no(
                "cl: %s, so it takes no new job\n    to end that: %s",
                Printable.line(order.fullText()), order.command()));
  }

  public Monitor monitor() {
    return new Monitor(redis, config);
  }

  @Override
  public void close() {
    redis.close();
  }
}
