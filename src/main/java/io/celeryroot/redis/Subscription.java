// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * One connection that listens to a channel. What a message says is not handed on: whoever can write
 * to Redis can send one. A connection that died unnoticed is silent for ever, so its owner looks
 * from time to time what it may have missed. One thread listens; any thread ends it.
 */
public final class Subscription implements AutoCloseable {

  private final Redis redis;
  private final String channel;
  private volatile Connection connection;
  private volatile boolean isClosed;

  public Subscription(Redis redis, String channel) {
    this.redis = redis;
    this.channel = channel;
  }

  /**
   * Listens until the connection breaks or this is closed.
   *
   * @param onHeard runs in this thread when the channel is listened to, and after each message
   * @throws QueueUnavailable the connection broke, or Redis refuses
   */
  public void listen(Runnable onHeard) {
    try {
      redis.alone(
          "listening to " + channel,
          own -> {
            connection = own;
            if (!isClosed) {
              // Not closed: that would give the connection back while it listens.
              Jedis jedis = new Jedis(own);
              jedis.subscribe(new Listener(own, onHeard), channel);
            }
          });
    } catch (QueueUnavailable e) {
      if (!isClosed) {
        throw e;
      }
    } finally {
      connection = null;
    }
  }

  private static final class Listener extends JedisPubSub {

    private final Connection connection;
    private final Runnable onHeard;

    Listener(Connection connection, Runnable onHeard) {
      this.connection = connection;
      this.onHeard = onHeard;
    }

    @Override
    public void onSubscribe(String name, int count) {
      // Hours may pass before a message comes.
      connection.setSoTimeout(0);
      onHeard.run();
    }

    @Override
    public void onMessage(String name, String message) {
      onHeard.run();
    }
  }

  /** Breaks the connection off; its thread returns at once. */
  @Override
  public void close() {
    isClosed = true;
    Connection open = connection;
    if (open != null) {
      BlockingConnection.breakOff(open);
    }
  }
}
