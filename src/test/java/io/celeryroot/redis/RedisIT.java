// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Jobs;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

@Timeout(20)
class RedisIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  @Test
  void an_unreachable_server_is_reported() throws IOException {
    int port = freePort();

    assertThatThrownBy(() -> TestRedis.connect("redis://u:hunter2@127.0.0.1:" + port + "/0"))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessage(
            "connecting to Redis: redis://u:***@127.0.0.1:" + port + "/0: connection refused");
  }

  @Test
  void an_unknown_host_is_named() {
    assertThatThrownBy(() -> TestRedis.connect("redis://no-such-host.invalid/0"))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageEndingWith("unknown host no-such-host.invalid");
  }

  @Test
  void a_server_that_does_not_answer_is_reported_after_the_timeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "redis://127.0.0.1:" + silent.getLocalPort();
      RedisSettings settings = new RedisSettings(url, url, Duration.ofMillis(300), Source.BUILT_IN);

      assertThatThrownBy(() -> Redis.connect(settings))
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageEndingWith("no answer within 300 ms");
    }
  }

  @Test
  void an_old_server_is_refused_with_its_version_and_ours() throws Exception {
    try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAsVersion(old, "6.0.9"));
      server.setDaemon(true);
      server.start();

      assertThatThrownBy(() -> TestRedis.connect("redis://127.0.0.1:" + old.getLocalPort()))
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageEndingWith("Redis 6.0.9, need 6.2 or newer, or Valkey");
    }
  }

  @Test
  void a_wrong_password_is_told_from_a_missing_one() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = TestRedis.connect(server.url())) {
      redis.jedis().configSet("requirepass", "hunter2");
      String at = "127.0.0.1:" + server.port() + "/0";

      assertThatThrownBy(() -> TestRedis.connect("redis://:wrong@" + at))
          .hasMessage("connecting to Redis: redis://:***@" + at + ": wrong password");
      assertThatThrownBy(() -> TestRedis.connect("redis://" + at))
          .hasMessageContaining("password needed");
      try (Redis allowed = TestRedis.connect("redis://:hunter2@" + at)) {
        allowed.ping();
      }
      redis.jedis().configSet("requirepass", "");
    }
  }

  @Test
  void a_replica_and_a_full_server_are_named() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = TestRedis.connect(server.url())) {
      JobQueues queues = new JobQueues(redis, TestRedis.KEPT);

      send(server.url(), Protocol.Command.REPLICAOF, "127.0.0.1", "1");
      assertThatThrownBy(() -> queues.enqueue(Jobs.job("a")))
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageContaining("enqueueing job a: ")
          .hasMessageContaining("a read-only replica");

      send(server.url(), Protocol.Command.REPLICAOF, "NO", "ONE");
      redis.jedis().configSet("maxmemory", "1");
      assertThatThrownBy(() -> queues.enqueue(Jobs.job("a")))
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageContaining("out of memory (maxmemory)");
    }
  }

  @Test
  void a_server_that_takes_no_more_connections_says_so() {
    try (EmbeddedRedis server =
            EmbeddedRedis.start(Optional.empty(), List.of("--maxclients", "1"));
        Jedis other = new Jedis("127.0.0.1", server.port())) {
      await().untilAsserted(() -> assertThat(other.ping()).isEqualTo("PONG"));

      QueueUnavailable refused = TestRedis.refusalOf(server.url());

      assertThat(refused).hasMessageEndingWith("too many connections (maxclients)");
      assertThat(refused.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("maxclients"));
      assertThat(refused.isPassing()).isTrue();
    }
  }

  @Test
  void what_is_not_a_redis_is_told_as_such() throws IOException {
    try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAsWebServer(web));
      server.setDaemon(true);
      server.start();

      assertThat(TestRedis.refusalOf("redis://127.0.0.1:" + web.getLocalPort()))
          .hasMessageEndingWith("what answers is not a Redis; see redis.url");
    }
  }

  private static void answerAsWebServer(ServerSocket web) {
    try (Socket socket = web.accept()) {
      socket.getInputStream().read();
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException e) {
      // The client has what it wanted.
      return;
    }
  }

  @Test
  void connections_that_broke_while_idle_are_replaced_unnoticed() {
    try (Redis redis = TestRedis.connect(server.url())) {
      redis.ping();
      send(server.url(), Protocol.Command.CLIENT, "KILL", "TYPE", "normal");

      redis.ping();
    }
  }

  @Test
  void connections_that_were_idle_for_long_are_replaced_unnoticed() throws IOException {
    Duration timeout = Duration.ofMillis(50);
    try (FaultProxy network = FaultProxy.before(server.port())) {
      String url = "redis://127.0.0.1:" + network.port();
      try (Redis redis = Redis.connect(new RedisSettings(url, url, timeout, Source.BUILT_IN))) {
        List<Connection> both = List.of(redis.connection("a"), redis.connection("b"));
        both.forEach(Connection::close);
        network.inflict(FaultProxy.Fault.BLACK_HOLE);
        network.forget();
        await().pollDelay(timeout.multipliedBy(31)).until(() -> true);

        redis.ping();
      }
    }
  }

  @Test
  void more_claims_may_block_than_there_are_idle_connections() throws Exception {
    Redis redis = server.redis();
    List<Thread> blocked =
        IntStream.range(0, 100)
            .mapToObj(i -> new Thread(() -> redis.jedis().blpop(20.0, "list" + i)))
            .toList();
    blocked.forEach(Thread::start);
    await().until(() -> redis.jedis().info("clients").contains("blocked_clients:100"));

    redis.ping();

    assertThat(blocked).allMatch(Thread::isAlive);
    for (int i = 0; i < blocked.size(); i++) {
      redis.jedis().lpush("list" + i, "end");
      blocked.get(i).join();
    }
  }

  @Test
  void threads_that_ask_at_once_share_round_trips_and_each_gets_its_own_answers() throws Exception {
    Redis redis = server.redis();
    int threads = 32;
    long commands = 200;
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> all =
        IntStream.range(0, threads)
            .mapToObj(i -> new Thread(() -> count(redis, "counter" + i, commands, wrong)))
            .toList();
    long before = readsOfTheServer(redis);

    all.forEach(Thread::start);
    for (Thread one : all) {
      one.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(readsOfTheServer(redis) - before).isLessThan(threads * commands);
  }

  private static void count(Redis redis, String key, long times, Queue<String> wrong) {
    for (long i = 1; i <= times; i++) {
      long answer = redis.jedis().incr(key);
      if (answer != i) {
        wrong.add(key + ": " + answer + " in place of " + i);
      }
    }
  }

  private static long readsOfTheServer(Redis redis) {
    return redis
        .jedis()
        .info("stats")
        .lines()
        .filter(line -> line.startsWith("total_reads_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .sum();
  }

  /** Answers as much as a client needs to ask for the version. */
  private static void answerAsVersion(ServerSocket server, String version) {
    String info = "redis_version:" + version + "\r\n";
    try (Socket socket = server.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("*")) {
          boolean asksForInfo = skipCommand(in, Integer.parseInt(line.substring(1)));
          String answer = asksForInfo ? "$" + info.length() + "\r\n" + info + "\r\n" : "+OK\r\n";
          socket.getOutputStream().write(answer.getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      // The client has what it wanted.
      return;
    }
  }

  private static boolean skipCommand(BufferedReader in, int parts) throws IOException {
    boolean asksForInfo = false;
    for (int i = 0; i < parts; i++) {
      in.readLine();
      asksForInfo |= in.readLine().equals("INFO");
    }
    return asksForInfo;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void send(String url, Protocol.Command command, String... arguments) {
    try (Jedis jedis = new Jedis(url)) {
      jedis.sendCommand(command, arguments);
    }
  }
}
