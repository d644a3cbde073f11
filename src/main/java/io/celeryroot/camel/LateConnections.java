// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisExceptionConverter;

/**
 * Connects when first asked, and tries again when that failed: Sentinels and clusters may be away
 * when a context starts, as a single server may. Spring's own factory asks them at once, and never
 * again when they do not answer. Thread-safe.
 */
final class LateConnections implements RedisConnectionFactory, AutoCloseable {

  private final Supplier<JedisConnectionFactory> factories;
  private JedisConnectionFactory connected;
  private boolean isClosed;

  /**
   * @param factories each call gives a new one, not started yet
   */
  LateConnections(Supplier<JedisConnectionFactory> factories) {
    this.factories = factories;
  }

  /**
   * @throws RuntimeException of Jedis or Spring: Redis cannot be reached now
   * @throws IllegalStateException closed
   */
  private synchronized JedisConnectionFactory connected() {
    if (isClosed) {
      throw new IllegalStateException("closed");
    }
    if (connected == null) {
      JedisConnectionFactory factory = factories.get();
      factory.afterPropertiesSet();
      connected = factory;
    }
    return connected;
  }

  @Override
  public RedisConnection getConnection() {
    return connected().getConnection();
  }

  @Override
  public RedisClusterConnection getClusterConnection() {
    return connected().getClusterConnection();
  }

  @Override
  public RedisSentinelConnection getSentinelConnection() {
    return connected().getSentinelConnection();
  }

  @Override
  public boolean getConvertPipelineAndTxResults() {
    return true;
  }

  @Override
  public DataAccessException translateExceptionIfPossible(RuntimeException failure) {
    return new JedisExceptionConverter().convert(failure);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (connected != null) {
      connected.destroy();
    }
  }
}
