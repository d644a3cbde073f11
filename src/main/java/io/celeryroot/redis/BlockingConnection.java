// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * One connection for a command that blocks at the server, which another thread can break off. One
 * thread moves; any thread interrupts. Closed by who opened it.
 */
public final class BlockingConnection implements AutoCloseable {

  private final Function<String, ConnectionProvider> providers;
  private final BiFunction<JedisException, List<String>, QueueUnavailable> failure;
  private volatile Connection connection;
  private volatile boolean isInterrupted;

  BlockingConnection(
      Function<String, ConnectionProvider> providers,
      BiFunction<JedisException, List<String>, QueueUnavailable> failure) {
    this.providers = providers;
    this.failure = failure;
  }

  /**
   * Moves the last entry of a list to the front of another, waiting while there is none.
   *
   * @param maxWait longest time to wait, at most {@link Redis#MAX_BLOCK}
   * @return the entry; null when {@code maxWait} passed, or the wait was {@linkplain #interrupt
   *     interrupted} before it began
   * @throws QueueUnavailable the entry may have been moved
   */
  public byte[] move(String from, String to, Duration maxWait) {
    try {
      Connection open = open(from);
      if (isInterrupted) {
        return null;
      }
      // Not closed: that would give the connection back.
      Jedis jedis = new Jedis(open);
      return jedis.blmove(
          from.getBytes(UTF_8),
          to.getBytes(UTF_8),
          ListDirection.RIGHT,
          ListDirection.LEFT,
          maxWait.toMillis() / 1000.0);
    } catch (JedisException e) {
      close();
      throw failure.apply(e, List.of(from, to));
    }
  }

  private Connection open(String key) {
    Connection known = connection;
    if (known == null || known.isBroken()) {
      known =
          providers
              .apply(key)
              .getConnection(new CommandArguments(Protocol.Command.BLMOVE).key(key));
      connection = known;
    }
    return known;
  }

  /** Breaks a wait off, now and from now on: its thread gets a failure at once. */
  public void interrupt() {
    isInterrupted = true;
    Connection open = connection;
    if (open != null) {
      open.setBroken();
      try {
        open.forceDisconnect();
      } catch (IOException e) {
        // It is of no use any more either way.
      }
    }
  }

  /** Gives the connection back; the next move opens another. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
