// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.redis.Redis;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.jedis.JedisConnection;
import org.springframework.data.redis.connection.jedis.JedisExceptionConverter;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;

/**
 * The connections of our client, for {@code spring-redis:} in routes. There is one set of settings
 * and one pool; nothing is connected before it is used. On a cluster a connection leads to the node
 * of the heartbeats. Thread-safe.
 */
final class SharedConnections implements RedisConnectionFactory {

  private final Redis redis;

  SharedConnections(Redis redis) {
    this.redis = redis;
  }

  @Override
  public RedisConnection getConnection() {
    return new JedisConnection(new Lent(redis.connection("connecting to Redis")));
  }

  /** Spring disconnects what it was given; this one goes back to its pool. */
  private static final class Lent extends Jedis {

    Lent(Connection connection) {
      super(connection);
    }

    @Override
    public void disconnect() {
      close();
    }
  }

  @Override
  public RedisClusterConnection getClusterConnection() {
    throw new UnsupportedOperationException("a connection to one node is all that routes get");
  }

  @Override
  public RedisSentinelConnection getSentinelConnection() {
    throw new UnsupportedOperationException("routes have no business with Sentinels");
  }

  @Override
  public boolean getConvertPipelineAndTxResults() {
    return true;
  }

  @Override
  public DataAccessException translateExceptionIfPossible(RuntimeException failure) {
    return new JedisExceptionConverter().convert(failure);
  }
}
