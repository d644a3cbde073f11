// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.redis.RedisTls;
import io.celeryroot.redis.RedisUrl;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The bean {@code celeryrootRedis}: what {@code spring-redis:} uses in heartbeat routes. One for a
 * context; keys and values are plain text. Connects when first used; thread-safe; closed with its
 * context.
 */
public final class SpringRedisTemplate extends StringRedisTemplate implements AutoCloseable {

  private final LateConnections connections;

  public SpringRedisTemplate(Celeryroot celeryroot) {
    RedisSettings settings = celeryroot.config().redis();
    String name = celeryroot.worker();
    connections = new LateConnections(() -> factory(settings, name));
    setConnectionFactory(connections);
    afterPropertiesSet();
  }

  private static JedisConnectionFactory factory(RedisSettings settings, String name) {
    RedisUrl url = RedisUrl.parse(settings.url());
    JedisClientConfiguration.JedisClientConfigurationBuilder client =
        JedisClientConfiguration.builder()
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .clientName("celeryroot-" + name.replaceAll("[^A-Za-z0-9_.-]", "_"));
    if (url.isTls()) {
      var ssl = client.useSsl().sslParameters(RedisTls.parameters());
      RedisTls.sockets(settings.trust()).ifPresent(ssl::sslSocketFactory);
    }
    JedisClientConfiguration options = client.usePooling().poolConfig(pool()).build();
    RedisConfiguration server = server(url, settings.trust());
    if (server instanceof RedisClusterConfiguration cluster) {
      return new JedisConnectionFactory(cluster, options);
    }
    if (server instanceof RedisSentinelConfiguration sentinel) {
      return new JedisConnectionFactory(sentinel, options);
    }
    return new JedisConnectionFactory((RedisStandaloneConfiguration) server, options);
  }

  /** Connections that broke while idle are found when used; a check beside would log each. */
  private static GenericObjectPoolConfig<?> pool() {
    GenericObjectPoolConfig<?> pool = new GenericObjectPoolConfig<>();
    pool.setJmxEnabled(false);
    pool.setMaxWait(Duration.ofSeconds(1));
    pool.setTestOnBorrow(false);
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    return pool;
  }

  private static RedisConfiguration server(RedisUrl url, RedisTrust trust) {
    Optional<RedisPassword> password = url.password().map(RedisPassword::of);
    if (url.scheme().endsWith("+cluster")) {
      RedisClusterConfiguration cluster = new RedisClusterConfiguration();
      url.hosts().forEach(host -> cluster.addClusterNode(node(host.getHost(), host.getPort())));
      url.user().ifPresent(cluster::setUsername);
      password.ifPresent(cluster::setPassword);
      return cluster;
    }
    if (url.scheme().endsWith("+sentinel")) {
      RedisSentinelConfiguration sentinel = new RedisSentinelConfiguration();
      sentinel.setMaster(url.master().orElseThrow());
      url.hosts().forEach(host -> sentinel.addSentinel(node(host.getHost(), host.getPort())));
      sentinel.setDatabase(url.database());
      trust.sentinelUser().ifPresent(sentinel::setSentinelUsername);
      trust.sentinelPassword().map(RedisPassword::of).ifPresent(sentinel::setSentinelPassword);
      url.user().ifPresent(sentinel::setUsername);
      password.ifPresent(sentinel::setPassword);
      return sentinel;
    }
    RedisStandaloneConfiguration standalone = new RedisStandaloneConfiguration();
    url.hosts().stream()
        .findFirst()
        .ifPresent(
            host -> {
              standalone.setHostName(host.getHost());
              standalone.setPort(host.getPort());
            });
    standalone.setDatabase(url.database());
    url.user().ifPresent(standalone::setUsername);
    password.ifPresent(standalone::setPassword);
    return standalone;
  }

  private static RedisNode node(String host, int port) {
    return new RedisNode(host, port);
  }

  @Override
  public void close() {
    connections.close();
  }
}
