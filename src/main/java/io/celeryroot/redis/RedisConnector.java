// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.RedisUrl;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.pool2.PooledObject;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.executors.DefaultCommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * A client of a Redis and where its connections come from, as the settings say: standalone, TLS,
 * Sentinel or Cluster.
 */
record RedisConnector(UnifiedJedis client, ConnectionProvider provider) {

  /** Longest time that a command may block at the server. */
  static final Duration MAX_BLOCK = Duration.ofMillis(2500);

  /** So a connection that does not answer holds up nobody else for longer. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(10);

  /**
   * Timeouts after which a silent connection may be dead without a sign, as when a firewall has
   * forgotten it: 1 minute by default.
   */
  private static final int STALE = 30;

  /** Idle connections kept; more are closed after use. */
  private static final int MAX_IDLE = 64;

  /**
   * Opens a client, which connects when it is first used.
   *
   * @throws IllegalArgumentException a file that the settings name cannot be used
   */
  static RedisConnector open(RedisSettings settings) {
    RedisUrl url = settings.address();
    JedisClientConfig config = clientConfig(url, settings);
    Set<HostAndPort> hosts = hosts(url);
    if (url.isCluster()) {
      ConnectionProvider provider = new ClusterConnectionProvider(hosts, config, poolConfig());
      UnifiedJedis client =
          new NamingCluster()
              .connectionProvider(provider)
              .nodes(hosts)
              .clientConfig(config)
              .maxAttempts(3)
              .maxTotalRetriesDuration(settings.timeout())
              .build();
      return new RedisConnector(client, provider);
    }
    if (url.master().isPresent()) {
      String master = url.master().get();
      ConnectionProvider provider =
          SentinelConnections.to(
              master, config, poolConfig(), hosts, sentinelConfig(url, settings));
      UnifiedJedis client =
          RedisSentinelClient.builder()
              .connectionProvider(provider)
              .commandExecutor(executor(provider))
              .masterName(master)
              .sentinels(hosts)
              .clientConfig(config)
              .build();
      return new RedisConnector(client, provider);
    }
    ConnectionProvider provider = server(url, settings, config);
    UnifiedJedis client =
        RedisClient.builder()
            .connectionProvider(provider)
            .commandExecutor(executor(provider))
            .clientConfig(config)
            .build();
    return new RedisConnector(client, provider);
  }

  private static CommandExecutor executor(ConnectionProvider provider) {
    return SpoiledKey.naming(
        new SharedRoundTrips(provider, new DefaultCommandExecutor(provider), LONGEST_WAIT));
  }

  private static Set<HostAndPort> hosts(RedisUrl url) {
    return url.hosts().stream()
        .map(host -> new HostAndPort(host.name(), host.port()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static PooledConnectionProvider server(
      RedisUrl url, RedisSettings settings, JedisClientConfig config) {
    JedisSocketFactory sockets =
        url.socket().isEmpty()
            ? new DefaultJedisSocketFactory(hosts(url).iterator().next(), config)
            : new UnixSocketFactory(Path.of(url.socket().get()), config);
    ConnectionPoolConfig pool = poolConfig();
    pool.setTestOnBorrow(true);
    return new PooledConnectionProvider(
        new FreshConnections(sockets, config, stale(settings)), pool);
  }

  /** Connections of a pool; one that was idle for long is not used again. */
  private static final class FreshConnections extends ConnectionFactory {

    private final Duration stale;

    FreshConnections(JedisSocketFactory sockets, JedisClientConfig config, Duration stale) {
      super(sockets, config);
      this.stale = stale;
    }

    @Override
    public boolean validateObject(PooledObject<Connection> connection) {
      return connection.getIdleDuration().compareTo(stale) < 0;
    }
  }

  /** A cluster's own executor follows slots that move. */
  private static final class NamingCluster extends RedisClusterClient.Builder {

    @Override
    protected CommandExecutor createDefaultCommandExecutor() {
      return SpoiledKey.naming(super.createDefaultCommandExecutor());
    }
  }

  private static JedisClientConfig clientConfig(RedisUrl url, RedisSettings settings) {
    DefaultJedisClientConfig.Builder config = basics(url, settings).database(url.database());
    RedisTrust.Login login = settings.trust().login();
    // A file that cannot be read is told before there is a connection.
    if (credentials(url, login).getPassword() != null) {
      config.credentialsProvider(() -> credentials(url, login));
    }
    return config.build();
  }

  /** The name and the password of now; a file may have another one than before. */
  private static RedisCredentials credentials(RedisUrl url, RedisTrust.Login login) {
    Optional<String> password =
        login
            .password()
            .or(() -> login.passwordFile().map(RedisConnector::passwordIn))
            .or(url::password);
    return new DefaultRedisCredentials(
        login.user().or(url::user).orElse(null), password.orElse(null));
  }

  private static String passwordIn(String file) {
    try {
      String text = Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
      if (text.isEmpty()) {
        throw new IllegalArgumentException("redis.password_file: " + file + " is empty");
      }
      return text;
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException
              ? "no such file"
              : e instanceof AccessDeniedException ? "no permission" : "cannot be read";
      throw new IllegalArgumentException("redis.password_file: " + file + ": " + why, e);
    }
  }

  private static JedisClientConfig sentinelConfig(RedisUrl url, RedisSettings settings) {
    // A subscription without news ends, and begins anew with a question for the master.
    return basics(url, settings)
        .blockingSocketTimeoutMillis((int) Math.min(stale(settings).toMillis(), Integer.MAX_VALUE))
        .user(settings.trust().sentinelUser().orElse(null))
        .password(settings.trust().sentinelPassword().orElse(null))
        .build();
  }

  private static Duration stale(RedisSettings settings) {
    return settings.timeout().multipliedBy(STALE);
  }

  private static DefaultJedisClientConfig.Builder basics(RedisUrl url, RedisSettings settings) {
    Duration timeout = settings.timeout();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis((int) timeout.toMillis())
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .blockingSocketTimeoutMillis((int) timeout.plus(MAX_BLOCK).toMillis());
    if (url.isTls()) {
      RedisTls.use(config, settings.trust());
    }
    return config;
  }

  private static ConnectionPoolConfig poolConfig() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(-1);
    config.setMaxIdle(MAX_IDLE);
    config.setBlockWhenExhausted(false);
    config.setJmxEnabled(false);
    config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    return config;
  }
}
