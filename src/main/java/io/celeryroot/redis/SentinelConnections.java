// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.time.Duration;
import java.util.Set;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Delay;

/**
 * Connections to the server that Sentinels name. Jedis listens to each Sentinel with a thread,
 * which a call to close overlooks while it is only starting: it would listen for ever. Here close
 * asks again until the threads have heard it. Thread-safe.
 */
final class SentinelConnections extends SentineledConnectionProvider {

  /** Pause of a listener before it asks its Sentinel again. */
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);

  private static final Duration LISTENERS_END = Duration.ofMillis(500);
  private static final long LOOK_EVERY_MILLIS = 5;

  private SentinelConnections(
      String master,
      JedisClientConfig config,
      ConnectionPoolConfig pool,
      Set<HostAndPort> sentinels,
      JedisClientConfig sentinelConfig) {
    super(master, config, pool, sentinels, sentinelConfig, Delay.constant(LISTEN_AGAIN));
  }

  /**
   * Asks the Sentinels for the server.
   *
   * @throws SentinelsSilent none of them answers us
   * @throws redis.clients.jedis.exceptions.JedisException they know no such master
   */
  static SentinelConnections to(
      String master,
      JedisClientConfig config,
      ConnectionPoolConfig pool,
      Set<HostAndPort> sentinels,
      JedisClientConfig sentinelConfig) {
    try {
      return new SentinelConnections(master, config, pool, sentinels, sentinelConfig);
    } catch (JedisConnectionException e) {
      // Jedis only logs why.
      for (HostAndPort sentinel : sentinels) {
        try (Jedis asked = new Jedis(sentinel, sentinelConfig)) {
          asked.sentinelGetMasterAddrByName(master);
        } catch (JedisException why) {
          throw new SentinelsSilent(sentinel, why);
        }
      }
      throw e;
    }
  }

  @Override
  public void close() {
    super.close();
    long giveUpAt = System.nanoTime() + LISTENERS_END.toNanos();
    for (SentinelListener listener : sentinelListeners) {
      while (mayListenOn(listener)
          && System.nanoTime() < giveUpAt
          && !Thread.currentThread().isInterrupted()) {
        listener.shutdown();
        pause(listener);
      }
    }
  }

  /** One that sleeps, because its Sentinel is away, has heard it and ends when it wakes up. */
  private static boolean mayListenOn(Thread listener) {
    return listener.isAlive() && listener.getState() != Thread.State.TIMED_WAITING;
  }

  private static void pause(Thread listener) {
    try {
      listener.join(LOOK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
