// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Source;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Jobs;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

@Timeout(20)
class RedisIT {

  @Test
  void an_unreachable_server_is_reported_within_three_seconds() throws IOException {
    int port = freePort();
    Instant before = Instant.now();

    assertThatThrownBy(() -> RedisForTests.connect("redis://u:hunter2@127.0.0.1:" + port + "/0"))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessage(
            "connecting to Redis: redis://u:***@127.0.0.1:" + port + "/0: connection refused");
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void an_unknown_host_is_named() {
    assertThatThrownBy(() -> RedisForTests.connect("redis://no-such-host.invalid/0"))
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

      assertThatThrownBy(() -> RedisForTests.connect("redis://127.0.0.1:" + old.getLocalPort()))
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageEndingWith("Redis 6.0.9, need 6.2 or newer, or Valkey");
    }
  }

  @Test
  void a_wrong_password_is_told_from_a_missing_one() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = RedisForTests.connect(server.url())) {
      redis.jedis().configSet("requirepass", "hunter2");
      String at = "127.0.0.1:" + server.port() + "/0";

      assertThatThrownBy(() -> RedisForTests.connect("redis://:wrong@" + at))
          .hasMessage("connecting to Redis: redis://:***@" + at + ": wrong password");
      assertThatThrownBy(() -> RedisForTests.connect("redis://" + at))
          .hasMessageContaining("password needed");
      try (Redis allowed = RedisForTests.connect("redis://:hunter2@" + at)) {
        allowed.ping();
      }
      redis.jedis().configSet("requirepass", "");
    }
  }

  @Test
  void a_replica_and_a_full_server_are_named() {
    try (EmbeddedRedis server = EmbeddedRedis.start(Optional.empty(), List.of());
        Redis redis = RedisForTests.connect(server.url())) {
      JobQueues queues = new JobQueues(redis, RedisForTests.KEPT);

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
  void connections_that_broke_while_idle_are_replaced_unnoticed() {
    try (Redis redis = RedisForTests.connect()) {
      redis.ping();
      send(RedisForTests.url(), Protocol.Command.CLIENT, "KILL", "TYPE", "normal");

      redis.ping();
    }
  }

  @Test
  void more_claims_may_block_than_there_are_idle_connections() throws Exception {
    try (Redis redis = RedisForTests.connectToEmpty()) {
      List<Thread> blocked =
          IntStream.range(0, 100)
              .mapToObj(i -> new Thread(() -> redis.jedis().blpop(2.0, "nothing" + i)))
              .toList();
      blocked.forEach(Thread::start);
      Instant before = Instant.now();

      redis.ping();

      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(1));
      for (Thread thread : blocked) {
        thread.join();
      }
    }
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
