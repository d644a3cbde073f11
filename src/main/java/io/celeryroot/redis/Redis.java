// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.sign.Seals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.Pool;

/**
 * Connections to one Redis: standalone, TLS, Sentinel or Cluster. Never makes a caller wait for a
 * free connection. Thread-safe; closed by who connected, never by those who are given one.
 */
public final class Redis implements AutoCloseable {

  /**
   * Longest time that a command may block at the server; a dead connection is noticed that much
   * later.
   */
  public static final Duration MAX_BLOCK = RedisConnector.MAX_BLOCK;

  private static final int BATCH = 500;

  private static final Duration CLOCK_FRESH = Duration.ofSeconds(10);

  /** Longest time for a slot of a cluster to move to another node before that is a failure. */
  private static final Duration MOVE_PATIENCE = Duration.ofSeconds(5);

  private static final Duration MOVE_PAUSE = Duration.ofMillis(50);

  /** Names the server where a command needs a key to find it on a cluster. */
  private static final String ANY_KEY = "cl:{live}:workers";

  private static final String DECODED_PASSWORD =
      "; in a URL %41 stands for A, under redis.password each character for itself";

  private static final String OF_SENTINEL = "redis_mode:sentinel";

  private static final String SENTINEL =
      "a Sentinel; write redis+sentinel://HOST:PORT/MASTER, with the name of the master";

  private static final Pattern VERSION = Pattern.compile("redis_version:((\\d+)\\.(\\d+)\\S*)");
  private static final Pattern LIMITED = Pattern.compile("maxmemory:[1-9]");
  private static final Pattern EVICTS = Pattern.compile("maxmemory_policy:(?!noeviction)(\\S+)");
  private static final int MAJOR_NEEDED = 6;
  private static final int MINOR_NEEDED = 2;

  private final RedisSettings settings;
  private final Seals seals;
  private final String maskedUrl;
  private final Object connecting = new Object();
  private volatile UnifiedJedis jedis;
  private volatile Heard heard;
  private ConnectionProvider provider;
  private volatile String version = "";

  private Redis(RedisSettings settings, Seals seals) {
    this.settings = settings;
    this.seals = seals;
    this.maskedUrl = settings.maskedUrl();
  }

  /**
   * Connects for somebody who signs nothing and asks for no signatures.
   *
   * @throws QueueUnavailable as below
   */
  public static Redis connect(RedisSettings settings) {
    return connect(settings, Seals.NONE);
  }

  /**
   * Connects and checks the version.
   *
   * @param seals with which what is written is signed, and what is read is judged
   * @throws QueueUnavailable not reachable, refused, or older than 6.2
   */
  public static Redis connect(RedisSettings settings, Seals seals) {
    Redis redis = new Redis(settings, seals);
    redis.jedis();
    return redis;
  }

  /** Connects when it is first asked for something, and tries again at each call until it can. */
  public static Redis lazily(RedisSettings settings, Seals seals) {
    return new Redis(settings, seals);
  }

  /** The signatures of this process, for what it writes there and reads from there. */
  public Seals seals() {
    return seals;
  }

  /**
   * Asks for an answer.
   *
   * @throws QueueUnavailable there was none
   */
  public void ping() {
    serverTime();
  }

  /** The server's clock, the only one for leases and heartbeats. */
  public Instant serverTime() {
    return heard(Script.instant(rows("asking Redis for the time", Script.TIME, List.of(ANY_KEY))));
  }

  /**
   * The server's clock as last heard, carried on by the monotonic clock of this machine; exact to
   * the time that an answer takes. Asks the server if it was not heard for 10 s.
   */
  public Instant serverTimeNow() {
    return serverTimeNow(CLOCK_FRESH);
  }

  /**
   * The server's clock as above.
   *
   * @param fresh age of the last answer from which on the server is asked
   */
  public Instant serverTimeNow(Duration fresh) {
    Heard last = heard;
    long age = last == null ? Long.MAX_VALUE : System.nanoTime() - last.nanos();
    return age > fresh.toNanos() ? serverTime() : last.time().plusNanos(age);
  }

  /** Notes the server's clock from an answer, and returns it. */
  public Instant heard(Instant serverTime) {
    heard = new Heard(serverTime, System.nanoTime());
    return serverTime;
  }

  private record Heard(Instant time, long nanos) {}

  /** Returns true if keys may lie on different servers, so that a script cannot use any two. */
  public boolean isCluster() {
    return jedis() instanceof RedisClusterClient;
  }

  /** Such as {@code 7.0.15}; empty when the server does not tell. */
  public String version() {
    return version;
  }

  /**
   * The policy by which the server deletes keys when its memory is full, such as {@code
   * volatile-lru}; empty: it deletes none, or does not tell.
   */
  public Optional<String> eviction() {
    String about = call("asking Redis for its policy of memory", UnifiedJedis::info);
    return Optional.of(EVICTS.matcher(about))
        .filter(matcher -> matcher.find() && LIMITED.matcher(about).find())
        .map(matcher -> matcher.group(1));
  }

  /** The URL without the password. */
  public String maskedUrl() {
    return maskedUrl;
  }

  /**
   * The client, for commands that have no method of ours; its failures are Jedis's.
   *
   * @throws QueueUnavailable not connected yet, and not reachable
   */
  public UnifiedJedis jedis() {
    UnifiedJedis connected = jedis;
    return connected != null ? connected : connect();
  }

  /** Others who want to connect at the same time wait. */
  private UnifiedJedis connect() {
    synchronized (connecting) {
      if (jedis == null) {
        UnifiedJedis opened = null;
        try {
          RedisConnector connector = RedisConnector.open(settings);
          opened = connector.client();
          version = checkedVersion(opened);
          provider = connector.provider();
          jedis = opened;
        } catch (JedisException | IllegalArgumentException e) {
          throw unavailable("connecting to Redis", e);
        } finally {
          if (jedis == null && opened != null) {
            opened.close();
          }
        }
      }
      return jedis;
    }
  }

  @Override
  public void close() {
    synchronized (connecting) {
      if (jedis != null) {
        jedis.close();
      }
    }
  }

  /**
   * Does something that may be done twice: it is tried again when a connection from the pool turns
   * out to be broken, or to lead to a replica.
   *
   * @param doing for the message, such as {@code reading the result of job x}
   */
  public <T> T call(String doing, Function<UnifiedJedis, T> commands) {
    try {
      return callOnce(doing, commands);
    } catch (QueueUnavailable e) {
      if (!e.isBrokenConnection() && !RedisFailure.isOfReplica(e)) {
        throw e;
      }
    }
    try {
      return callOnce(doing, commands);
    } catch (QueueUnavailable e) {
      throw e.repeated();
    }
  }

  /** Does something that must not be done twice without a look at what came of the first time. */
  public <T> T callOnce(String doing, Function<UnifiedJedis, T> commands) {
    long began = System.nanoTime();
    try {
      return apply(doing, commands);
    } catch (JedisException e) {
      if (e instanceof JedisConnectionException || RedisFailure.isOfReplica(e)) {
        dropIdleConnections();
      }
      throw unavailable(doing, e).begunAt(began);
    }
  }

  /** While a slot of a cluster moves, what needs several of its keys is refused, and not begun. */
  private <T> T apply(String doing, Function<UnifiedJedis, T> commands) {
    long giveUpAtNanos = System.nanoTime() + MOVE_PATIENCE.toNanos();
    while (true) {
      try {
        T answer = commands.apply(jedis());
        CrashPoint.passed(doing);
        return answer;
      } catch (JedisDataException e) {
        if (!String.valueOf(e.getMessage()).startsWith("TRYAGAIN")
            || System.nanoTime() - giveUpAtNanos >= 0
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(MOVE_PAUSE.toNanos());
      }
    }
  }

  /** Runs a script; see {@link #call}. */
  public Object run(String doing, Script script, List<String> keys, Object... args) {
    return call(doing, jedis -> script.run(jedis, keys, args));
  }

  /** Runs a script that answers a list; see {@link #call}. */
  public List<?> rows(String doing, Script script, List<String> keys, Object... args) {
    return (List<?>) run(doing, script, keys, args);
  }

  /** Runs a script that answers 1 when it has done something; see {@link #call}. */
  public boolean succeeds(String doing, Script script, List<String> keys, Object... args) {
    return Long.valueOf(1).equals(run(doing, script, keys, args));
  }

  /** Parts of what is asked or sent: enough to be fast, not so much that others wait. */
  public static <T> List<List<T>> batches(Collection<T> all) {
    List<T> whole = List.copyOf(all);
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < whole.size(); from += BATCH) {
      batches.add(whole.subList(from, Math.min(from + BATCH, whole.size())));
    }
    return batches;
  }

  /**
   * Values of keys that may lie on different nodes.
   *
   * @param key of each thing that is asked about
   * @return by thing, in their order; without those that have no value
   */
  public <K> Map<K, String> getAll(String doing, Collection<K> things, Function<K, String> key) {
    Map<K, String> found = new LinkedHashMap<>();
    for (List<K> batch : batches(things)) {
      List<String> values = getAll(doing, batch.stream().map(key).toList());
      for (int i = 0; i < batch.size(); i++) {
        if (values.get(i) != null) {
          found.put(batch.get(i), values.get(i));
        }
      }
    }
    return found;
  }

  private List<String> getAll(String doing, List<String> keys) {
    return call(
        doing,
        j ->
            j instanceof RedisClusterClient
                ? keys.stream()
                    .map(j::get)
                    .collect(ArrayList::new, ArrayList::add, ArrayList::addAll)
                : j.mget(keys.toArray(new String[0])));
  }

  public QueueUnavailable unavailable(String doing, Exception e) {
    String why = RedisFailure.inWords(e, settings.timeout());
    boolean mayBeDecoded = why.equals("wrong password") && settings.url().indexOf('%') >= 0;
    return new QueueUnavailable(doing, maskedUrl, mayBeDecoded ? why + DECODED_PASSWORD : why, e);
  }

  /**
   * After a restart of the server all of them are broken, not only the one that was used. After a
   * failover all lead to a replica, while the name of the server has the address of another.
   */
  private void dropIdleConnections() {
    if (jedis instanceof RedisClient client) {
      client.getPool().clear();
    } else if (jedis instanceof RedisClusterClient client) {
      client.getClusterNodes().values().forEach(Pool::clear);
    }
  }

  private String checkedVersion(UnifiedJedis client) {
    String about = client.info("server");
    if (about.contains(OF_SENTINEL)) {
      throw new QueueUnavailable("connecting to Redis", maskedUrl, SENTINEL, null);
    }
    Matcher matcher = VERSION.matcher(about);
    if (!matcher.find()) {
      return "";
    }
    String found = matcher.group(1);
    int major = Integer.parseInt(matcher.group(2));
    int minor = Integer.parseInt(matcher.group(3));
    if (major < MAJOR_NEEDED || (major == MAJOR_NEEDED && minor < MINOR_NEEDED)) {
      String reason = "Redis " + found + ", need 6.2 or newer, or Valkey";
      throw new QueueUnavailable("connecting to Redis", maskedUrl, reason, null);
    }
    return found;
  }

  /**
   * A connection of the pool; closing it gives it back. On a cluster it leads to the node that has
   * the heartbeats.
   *
   * @throws QueueUnavailable there is none
   */
  public Connection connection(String doing) {
    return callOnce(doing, j -> pooled());
  }

  /**
   * Uses a connection alone, for one that listens. It is closed afterwards, since one that has
   * listened answers nothing else.
   *
   * @throws QueueUnavailable there is none, or it broke
   */
  public void alone(String doing, Consumer<Connection> work) {
    Connection own = connection(doing);
    try {
      work.accept(own);
    } catch (JedisException e) {
      throw unavailable(doing, e);
    } finally {
      own.setBroken();
      own.close();
    }
  }

  private Connection pooled() {
    return provider instanceof ClusterConnectionProvider nodes
        ? nodes.getConnectionFromSlot(JedisClusterCRC16.getSlot(ANY_KEY))
        : provider.getConnection();
  }
}
