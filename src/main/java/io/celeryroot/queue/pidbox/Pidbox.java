// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.pidbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears what Celery's remote control says to all workers, and sends replies and events. One thread
 * listens; any thread does the rest.
 */
public final class Pidbox implements AutoCloseable {

  /** Interval of calls of {@link #ping()}: shorter than the patience with a silent connection. */
  public static final Duration PING_EVERY = Duration.ofSeconds(10);

  private static final Duration PATIENCE = PING_EVERY.plusSeconds(5);

  /** Time for which a client may fetch a reply, as in kombu. */
  private static final Duration REPLY_KEPT = Duration.ofSeconds(10);

  private static final int MOST_REPLIES = 10_000;

  private static final Duration REST = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Redis redis;
  private final int database;
  private volatile Ear ear;
  private volatile boolean isClosed;

  /**
   * @param database number, which is a part of the names of channels
   */
  public Pidbox(Redis redis, int database) {
    this.redis = redis;
    this.database = database;
  }

  /** One subscription. */
  private final class Ear extends BinaryJedisPubSub {

    private final Connection own;
    private final Consumer<byte[]> heard;

    Ear(Connection own, Consumer<byte[]> heard) {
      this.own = own;
      this.heard = heard;
    }

    @Override
    public void onSubscribe(byte[] channel, int count) {
      own.setSoTimeout((int) PATIENCE.toMillis());
      // Closed before Redis had answered: nobody else ends it.
      if (isClosed) {
        unsubscribe();
      }
    }

    @Override
    public void onMessage(byte[] channel, byte[] message) {
      heard.accept(message);
    }
  }

  /**
   * Listens until it is closed, or the user of Redis lacks the right to. Subscribes anew after each
   * outage; what was said meanwhile is lost, as in Celery.
   *
   * @param heard is given each message on the calling thread; throws nothing
   */
  public void listen(Consumer<byte[]> heard) throws InterruptedException {
    byte[] channel = Keys.pidbox(database).getBytes(UTF_8);
    while (!isClosed) {
      try {
        redis.alone(
            "listening to remote control",
            own -> {
              Ear next = new Ear(own, heard);
              ear = next;
              Jedis jedis = new Jedis(own);
              jedis.subscribe(next, channel);
            });
      } catch (QueueUnavailable e) {
        if (!isClosed && !e.isPassing()) {
          LOG.info("remote control by Celery's clients is off: {}", e.reason());
          return;
        }
      }
      if (!isClosed) {
        TimeUnit.MILLISECONDS.sleep(REST.toMillis());
      }
    }
  }

  /** Keeps the subscription from being taken for a dead one. */
  public void ping() {
    Ear open = ear;
    try {
      if (open != null && open.isSubscribed()) {
        open.ping();
      }
    } catch (JedisException e) {
      // The thread that listens finds out.
      LOG.debug("remote control: {}", e.getMessage());
    }
  }

  /**
   * Replies to a client.
   *
   * @param client its id
   * @param message as kombu reads it
   * @throws QueueUnavailable the client has perhaps no reply
   */
  public void reply(String client, String message) {
    redis.run(
        "replying to remote control",
        Script.REPLY,
        List.of(Keys.reply(client)),
        message,
        REPLY_KEPT.toMillis(),
        MOST_REPLIES);
  }

  /**
   * Publishes an event.
   *
   * @param kind such as {@code task.started}
   * @return number of those who hear it
   * @throws QueueUnavailable perhaps nobody does
   */
  public long publish(String kind, String message) {
    String channel = Keys.events(database, kind);
    return redis.callOnce("publishing an event", j -> j.publish(channel, message));
  }

  /** Ends the subscription. */
  @Override
  public void close() {
    isClosed = true;
    Ear open = ear;
    try {
      if (open != null && open.isSubscribed()) {
        open.unsubscribe();
      }
    } catch (JedisException e) {
      LOG.debug("remote control: {}", e.getMessage());
    }
  }
}
