// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel.control;

import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.DefaultMessage;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.listener.Topic;

/**
 * The bean {@code celeryrootChannel}: listens to channels for {@code spring-redis:} consumers, over
 * the connections of our client. Unlike Spring's own container it starts while Redis is away, says
 * nothing of outages that others tell of, and hands no content on, so that none is deserialized. A
 * consumer gets an empty message whenever it listens anew, since it may have missed some.
 * Thread-safe.
 */
public final class ControlChannel extends RedisMessageListenerContainer {

  private static final long REST_MILLIS = 500;
  private static final byte[] NO_CONTENT = new byte[0];

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.control");

  private final CamelContext context;
  private final Redis redis;
  private final Map<MessageListener, Listening> all = new ConcurrentHashMap<>();

  /**
   * @param context makes the threads
   */
  public ControlChannel(CamelContext context, Redis redis) {
    this.context = context;
    this.redis = redis;
  }

  @Override
  public void addMessageListener(MessageListener listener, Collection<? extends Topic> topics) {
    Listening listening = new Listening(listener, topics.iterator().next().getTopic());
    all.put(listener, listening);
    Thread thread = context.getExecutorServiceManager().newThread("celeryroot-control", listening);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void removeMessageListener(MessageListener listener, Collection<? extends Topic> topics) {
    Listening listening = all.remove(listener);
    if (listening != null) {
      listening.stop();
    }
  }

  /** Listens anew, after messages were missed. */
  void renew() {
    all.values().forEach(Listening::renew);
  }

  /** One consumer and its connection. */
  private final class Listening implements Runnable {

    private final MessageListener listener;
    private final String channel;
    private volatile Subscription subscription;
    private volatile boolean isStopped;
    private boolean isRefused;

    Listening(MessageListener listener, String channel) {
      this.listener = listener;
      this.channel = channel;
      this.subscription = new Subscription(redis, channel);
    }

    @Override
    public void run() {
      try {
        while (!isStopped) {
          listen();
          if (!isStopped) {
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
            subscription = new Subscription(redis, channel);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void listen() {
      try {
        subscription.listen(this::heard);
      } catch (QueueUnavailable e) {
        // Other failures are told by whoever works with Redis; this is one connection more.
        if (!e.isForbidden() || isRefused) {
          LOG.debug("{}", e.getMessage());
        } else {
          isRefused = true;
          LOG.warn("{}; orders of operators take up to 10 s to get here", e.getMessage());
        }
      } catch (RuntimeException e) {
        LOG.error("listening to {}: {}", channel, e, e);
      }
    }

    private void heard() {
      listener.onMessage(
          new DefaultMessage(channel.getBytes(StandardCharsets.UTF_8), NO_CONTENT), null);
    }

    void renew() {
      subscription.close();
    }

    void stop() {
      isStopped = true;
      subscription.close();
    }
  }
}
