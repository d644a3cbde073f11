// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection for a command that blocks at the server, which another thread can break off. One
 * thread moves; any thread interrupts. Closed by who opened it.
 */
public final class BlockingConnection implements AutoCloseable {

  /** On a cluster the wait cannot be broken off, so it is short. */
  private static final Duration ON_CLUSTER = Duration.ofSeconds(1);

  private final Supplier<Connection> connections;
  private final Optional<Function<Function<UnifiedJedis, byte[]>, byte[]>> cluster;
  private final BiFunction<JedisException, List<String>, QueueUnavailable> failure;
  private volatile Connection connection;
  private volatile boolean isInterrupted;

  /**
   * @param connections opens one
   * @param cluster the client of a cluster, which follows slots that move; empty: no cluster
   * @param failure what a failed move is thrown as, with the lists that it was about
   */
  BlockingConnection(
      Supplier<Connection> connections,
      Optional<Function<Function<UnifiedJedis, byte[]>, byte[]>> cluster,
      BiFunction<JedisException, List<String>, QueueUnavailable> failure) {
    this.connections = connections;
    this.cluster = cluster;
    this.failure = failure;
  }

  /**
   * Moves the last entry of a list to the front of another, waiting while there is none.
   *
   * @param maxWait longest time to wait, at most {@link Redis#MAX_BLOCK}
   * @return the entry; null when {@code maxWait} passed (on a cluster 1 s), or the wait was
   *     {@linkplain #interrupt interrupted} before it began
   * @throws QueueUnavailable the entry may have been moved
   */
  public byte[] move(String from, String to, Duration maxWait) {
    byte[] source = from.getBytes(UTF_8);
    byte[] target = to.getBytes(UTF_8);
    if (isInterrupted) {
      return null;
    }
    if (cluster.isPresent()) {
      double seconds = Math.min(maxWait.toMillis(), ON_CLUSTER.toMillis()) / 1000.0;
      return cluster
          .get()
          .apply(
              jedis ->
                  jedis.blmove(source, target, ListDirection.RIGHT, ListDirection.LEFT, seconds));
    }
    try {
      double seconds = maxWait.toMillis() / 1000.0;
      // Not closed: that would give the connection back.
      Jedis jedis = new Jedis(open());
      if (isInterrupted) {
        return null;
      }
      byte[] moved = jedis.blmove(source, target, ListDirection.RIGHT, ListDirection.LEFT, seconds);
      if (moved != null) {
        CrashPoint.passed("claiming a job of " + from);
      }
      return moved;
    } catch (JedisException e) {
      close();
      throw failure.apply(e, List.of(from, to));
    }
  }

  private Connection open() {
    Connection known = connection;
    if (known == null || known.isBroken()) {
      known = connections.get();
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
