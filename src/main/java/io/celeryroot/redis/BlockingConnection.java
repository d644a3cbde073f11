// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static redis.clients.jedis.args.ListDirection.LEFT;
import static redis.clients.jedis.args.ListDirection.RIGHT;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection for a command that blocks at the server, which another thread can break off. One
 * thread moves; any thread interrupts. Closed by who opened it.
 */
public final class BlockingConnection implements AutoCloseable {

  /** On a cluster the wait cannot be broken off, so it is short. */
  private static final Duration ON_CLUSTER = Duration.ofSeconds(1);

  private final Redis redis;
  private final String doing;
  private volatile Connection connection;
  private volatile boolean isInterrupted;

  /**
   * @param doing for the message of a failure, such as {@code waiting for jobs of x}
   */
  public BlockingConnection(Redis redis, String doing) {
    this.redis = redis;
    this.doing = doing;
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
    if (isInterrupted) {
      return null;
    }
    boolean isCluster = redis.isCluster();
    byte[] source = from.getBytes(UTF_8);
    byte[] target = to.getBytes(UTF_8);
    Duration wait = isCluster && maxWait.compareTo(ON_CLUSTER) > 0 ? ON_CLUSTER : maxWait;
    double seconds = wait.toMillis() / 1000.0;
    if (isCluster) {
      // Its client follows slots that move.
      return redis.callOnce(doing, jedis -> jedis.blmove(source, target, RIGHT, LEFT, seconds));
    }
    long began = System.nanoTime();
    try {
      // Not closed: that would give the connection back.
      Jedis jedis = new Jedis(open());
      byte[] moved = isInterrupted ? null : jedis.blmove(source, target, RIGHT, LEFT, seconds);
      if (moved != null) {
        CrashPoint.passed("claiming a job of " + from);
      }
      return moved;
    } catch (JedisDataException e) {
      close();
      throw redis.unavailable(
          doing, SpoiledKey.named(e, redis.jedis(), Map.of(from, "list", to, "list")));
    } catch (JedisException e) {
      close();
      throw redis.unavailable(doing, e).begunAt(began);
    }
  }

  private Connection open() {
    Connection known = connection;
    if (known == null || known.isBroken()) {
      known = redis.connection(doing);
      connection = known;
    }
    return known;
  }

  /** Breaks a wait off, now and from now on: its thread gets a failure at once. */
  public void interrupt() {
    isInterrupted = true;
    Connection open = connection;
    if (open != null) {
      breakOff(open);
    }
  }

  static void breakOff(Connection open) {
    open.setBroken();
    try {
      open.forceDisconnect();
    } catch (IOException e) {
      // It is of no use any more either way.
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
