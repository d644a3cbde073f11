// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.celeryroot.redis.PrivateAuthority.Identity;
import io.celeryroot.redis.embedded.Lifeline;
import io.celeryroot.redis.embedded.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** Several real Redis servers and Sentinels of one test; closed by the test. */
public final class RedisServers implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final Duration READY = Duration.ofSeconds(30);

  private final Path directory;
  private final Optional<PrivateAuthority> authority;
  private final Map<Integer, Process> servers = new LinkedHashMap<>();
  private final Optional<Identity> identity;

  /**
   * @param directory for their files
   */
  public RedisServers(Path directory) {
    this(directory, Optional.empty());
  }

  /**
   * Servers and Sentinels that speak TLS only, to each other too.
   *
   * @param directory for their files
   * @param authority of their certificates, which are for 127.0.0.1
   */
  public RedisServers(Path directory, PrivateAuthority authority) {
    this(directory, Optional.of(authority));
  }

  private RedisServers(Path directory, Optional<PrivateAuthority> authority) {
    this.directory = directory;
    this.authority = authority;
    this.identity = authority.map(known -> known.issue("servers", "IP:127.0.0.1"));
  }

  /**
   * Starts a server that keeps nothing; skips the test if it is to speak TLS and was built without;
   * gives its port when it answers.
   */
  public int start(String... options) {
    return start(freePort(), options);
  }

  private int start(int port, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    options(port).forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
    run(port, arguments);
    awaitAnswer(port);
    return port;
  }

  /** What makes a server or Sentinel listen at a port. */
  private Map<String, String> options(int port) {
    Map<String, String> options = new LinkedHashMap<>();
    identity.ifPresent(
        own -> {
          options.put("tls-port", String.valueOf(port));
          options.put("tls-cert-file", own.certificate().toString());
          options.put("tls-key-file", own.key().toString());
          options.put("tls-ca-cert-file", authority.orElseThrow().certificate().toString());
          options.put("tls-auth-clients", "no");
          options.put("tls-replication", "yes");
          options.put("tls-cluster", "yes");
        });
    options.put("port", identity.isPresent() ? "0" : String.valueOf(port));
    return options;
  }

  /**
   * Starts a server that speaks TLS only; gives its port at once.
   *
   * @param server who it is
   * @param clients whom it trusts
   * @param asksClients whether they must show a certificate
   */
  public int startTls(Identity server, PrivateAuthority clients, boolean asksClients) {
    int port = freePort();
    run(
        port,
        List.of(
            "--port",
            "0",
            "--tls-port",
            "" + port,
            "--tls-cert-file",
            server.certificate().toString(),
            "--tls-key-file",
            server.key().toString(),
            "--tls-ca-cert-file",
            clients.certificate().toString(),
            "--tls-auth-clients",
            asksClients ? "yes" : "no"));
    return port;
  }

  /** Whether the process of a port lives. */
  public boolean isRunning(int port) {
    return servers.get(port).isAlive();
  }

  /** Starts a Sentinel for {@code main} at a port; gives its own port when it answers. */
  public int startSentinel(int master, int quorum, String... lines) {
    int port = freePort();
    Path config = directory.resolve("sentinel-" + port + ".conf");
    List<String> text = new ArrayList<>();
    options(port).forEach((name, value) -> text.add(name + " " + value));
    text.add("bind 127.0.0.1");
    text.add("sentinel monitor main 127.0.0.1 " + master + " " + quorum);
    text.add("sentinel down-after-milliseconds main 1000");
    text.add("sentinel failover-timeout main 6000");
    text.addAll(List.of(lines));
    try {
      Files.write(config, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    launch(port, List.of(ServerProgram.chosen(), config.toString(), "--sentinel"));
    awaitAnswer(port);
    return port;
  }

  /**
   * Starts a cluster.
   *
   * @param replicas 0 or 1 for each master
   * @return the ports of the masters, then those of the replicas in the same order
   */
  public List<Integer> startCluster(int masters, int replicas) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < masters * (1 + replicas); i++) {
      ports.add(startClusterNode());
    }
    for (int i = 0; i < masters; i++) {
      int from = SLOTS * i / masters;
      int to = SLOTS * (i + 1) / masters;
      int[] slots = IntStream.range(from, to).toArray();
      command(ports.get(i), jedis -> jedis.clusterAddSlots(slots));
    }
    ports.forEach(port -> command(ports.get(0), jedis -> jedis.clusterMeet("127.0.0.1", port)));
    ports.forEach(port -> await().atMost(READY).until(() -> knows(port, ports.size())));
    for (int i = masters; i < ports.size(); i++) {
      String master = id(ports.get(i - masters));
      command(ports.get(i), jedis -> jedis.clusterReplicate(master));
    }
    ports.forEach(port -> await().atMost(READY).ignoreExceptions().until(() -> isWell(port)));
    for (int i = 0; i < masters && replicas > 0; i++) {
      awaitReplica(ports.get(i));
    }
    return ports;
  }

  /** Returns when a server has a replica that follows it. */
  public void awaitReplica(int master) {
    await()
        .atMost(READY)
        .ignoreExceptions()
        .until(
            () ->
                command(master, jedis -> jedis.info("replication"))
                    .contains("state=online,offset"));
  }

  /** Whether each of the Sentinels at {@code host:port,…} knows the other two and the replica. */
  public boolean sentinelsAreReady(String hosts) {
    for (String host : hosts.split(",", -1)) {
      int port = Integer.parseInt(host.substring(host.indexOf(':') + 1));
      Map<String, String> main = command(port, jedis -> jedis.sentinelMaster("main"));
      if (!"2".equals(main.get("num-other-sentinels")) || !"1".equals(main.get("num-slaves"))) {
        return false;
      }
    }
    return true;
  }

  /** Port of the node that serves a key. */
  public int masterOf(String key, List<Integer> cluster) {
    return cluster.stream()
        .filter(servers::containsKey)
        .filter(port -> servers.get(port).isAlive())
        .filter(port -> serves(port, key))
        .findFirst()
        .orElseThrow();
  }

  /** {@code kill -9}. */
  public void kill(int port) {
    try {
      servers.get(port).destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    servers.values().forEach(Process::destroyForcibly);
    List.copyOf(servers.keySet()).forEach(this::kill);
  }

  private int startClusterNode() {
    int port = clusterPort();
    return start(
        port,
        "--cluster-enabled",
        "yes",
        "--cluster-config-file",
        "nodes-" + port + ".conf",
        "--cluster-node-timeout",
        "1000",
        "--cluster-replica-validity-factor",
        "0");
  }

  private boolean serves(int port, String key) {
    try (Jedis jedis = jedis(port)) {
      jedis.type(key);
      return jedis.info("replication").contains("role:master");
    } catch (redis.clients.jedis.exceptions.JedisRedirectionException e) {
      return false;
    }
  }

  private boolean knows(int port, int nodes) {
    return command(port, Jedis::clusterInfo).contains("cluster_known_nodes:" + nodes);
  }

  private boolean isWell(int port) {
    return command(port, Jedis::clusterInfo).contains("cluster_state:ok");
  }

  private String id(int port) {
    return command(port, Jedis::clusterMyId);
  }

  /** What one command answers. */
  public interface Question<T> {
    T ask(Jedis jedis);
  }

  /** Asks one server or Sentinel. */
  public <T> T command(int port, Question<T> question) {
    try (Jedis jedis = jedis(port)) {
      return question.ask(jedis);
    }
  }

  private Jedis jedis(int port) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder().timeoutMillis(5000);
    authority.ifPresent(known -> RedisTls.use(config, known.trust()));
    return new Jedis("127.0.0.1", port, config.build());
  }

  /** Also when the answer is that a password is needed. */
  private void awaitAnswer(int port) {
    await()
        .atMost(READY)
        .until(
            () -> {
              if (!isRunning(port)) {
                if (authority.isPresent() && log(port).contains("'tls-")) {
                  abort("this redis-server was built without TLS");
                }
                throw new IllegalStateException("the server has ended: " + log(port));
              }
              try (Jedis jedis = jedis(port)) {
                return "PONG".equals(jedis.ping());
              } catch (redis.clients.jedis.exceptions.JedisDataException e) {
                return true;
              } catch (redis.clients.jedis.exceptions.JedisConnectionException e) {
                return false;
              }
            });
  }

  private String log(int port) {
    try {
      return Files.readString(directory.resolve("server-" + port + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(int port, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of(ServerProgram.chosen(), "--bind", "127.0.0.1", "--save", ""));
    command.addAll(arguments);
    launch(port, command);
  }

  private void launch(int port, List<String> command) {
    try {
      servers.put(
          port,
          new ProcessBuilder(Lifeline.killed(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("server-" + port + ".log").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cluster also takes the port 10 000 above; Redis 6.2 cannot be told another. */
  private static int clusterPort() {
    while (true) {
      int port = freePort();
      if (port + 10_000 <= 65_535 && isFree(port + 10_000)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
