// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Source;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.sign.Seals;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to reach a real Redis that do not fit into a plain URL: logins beside it, Unix sockets. */
class RedisLoginIT {

  private static final String PASSWORD = "a%41b#c?d/e@f:g+h \"'ü";

  @TempDir private Path directory;
  private Path socket;
  private EmbeddedRedis server;

  @BeforeEach
  void start() {
    socket = directory.resolve("redis.sock");
    server = EmbeddedRedis.start(Optional.empty(), List.of("--unixsocket", socket.toString()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_password_is_taken_as_it_is_from_the_file_or_from_one_of_its_own() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    requirePassword();
    connect(login(Optional.empty(), Optional.of(PASSWORD), Optional.empty()));
    connect(login(Optional.empty(), Optional.empty(), Optional.of(file.toString())));
    connect(login(Optional.of("default"), Optional.of(PASSWORD), Optional.empty()));
    assertThatThrownBy(
            () -> connect(login(Optional.of("nobody"), Optional.of(PASSWORD), Optional.empty())))
        .hasMessageEndingWith(": wrong password");
  }

  @Test
  void a_password_that_is_replaced_in_its_file_counts_from_the_next_connection() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "that of last year");
    requirePassword();
    RedisTrust trust = trust(login(Optional.empty(), Optional.empty(), Optional.of("" + file)));
    try (Redis redis = Redis.lazily(settings(server.url(), trust), Seals.NONE)) {
      assertThatThrownBy(redis::ping).hasMessageContaining("wrong password");
      Files.delete(file);
      assertThatThrownBy(redis::ping)
          .isInstanceOf(QueueUnavailable.class)
          .hasMessageContaining("redis.password_file: " + file + ": no such file");
      Files.writeString(file, PASSWORD);
      redis.ping();
    }
  }

  @Test
  void a_password_file_that_cannot_be_read_is_named() throws Exception {
    String missing = directory.resolve("missing").toString();
    assertThatThrownBy(
            () -> connect(login(Optional.empty(), Optional.empty(), Optional.of(missing))))
        .hasMessageEndingWith("redis.password_file: " + missing + ": no such file");
    String empty = Files.writeString(directory.resolve("empty"), "\n").toString();
    assertThatThrownBy(() -> connect(login(Optional.empty(), Optional.empty(), Optional.of(empty))))
        .hasMessageEndingWith("redis.password_file: " + empty + " is empty");
  }

  @Test
  void a_password_that_the_url_decodes_gets_a_hint() {
    requirePassword();
    String url = server.url().replace("redis://", "redis://:secret%41bc@");
    assertThatThrownBy(() -> Redis.connect(settings(url, RedisTrust.DEFAULT)))
        .hasMessageEndingWith(
            "wrong password; in a URL %41 stands for A, under redis.password each character for"
                + " itself");
  }

  @Test
  void a_socket_is_a_server_with_databases() {
    try (Redis first = Redis.connect(settings("unix://" + socket, RedisTrust.DEFAULT));
        Redis third = Redis.connect(settings("unix://" + socket + "?db=3", RedisTrust.DEFAULT));
        Redis celery =
            Redis.connect(
                settings("redis+socket://" + socket + "?virtual_host=3", RedisTrust.DEFAULT))) {
      String large = "x".repeat(3_000_000);
      third.jedis().set("key", large);
      assertThat(celery.jedis().get("key")).isEqualTo(large);
      assertThat(first.jedis().get("key")).isNull();
      assertThat(first.serverTime()).isNotNull();
    }
  }

  @Test
  void an_interrupt_of_a_thread_breaks_no_connection_of_a_socket() {
    try (Redis redis = Redis.connect(settings("unix://" + socket, RedisTrust.DEFAULT))) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 100; i++) {
        redis.jedis().set("key", "" + i);
      }
      assertThat(Thread.interrupted()).isTrue();
      assertThat(redis.jedis().get("key")).isEqualTo("99");
    }
  }

  @Test
  void a_wait_at_a_socket_can_be_broken_off() throws Exception {
    try (Redis redis = Redis.connect(settings("unix://" + socket, RedisTrust.DEFAULT));
        BlockingConnection waiting = new BlockingConnection(redis, "waiting")) {
      CompletableFuture<byte[]> moved =
          CompletableFuture.supplyAsync(() -> waiting.move("from", "to", Duration.ofMillis(2400)));
      await().until(() -> redis.jedis().info("clients").contains("blocked_clients:1"));
      long before = System.nanoTime();
      waiting.interrupt();
      assertThatThrownBy(moved::get).hasCauseInstanceOf(QueueUnavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void a_server_that_does_not_answer_and_one_that_is_not_there_are_told_apart() {
    RedisSettings settings =
        settings("unix://" + socket, RedisTrust.DEFAULT).withTimeout(Duration.ofMillis(300));
    try (Redis redis = Redis.connect(settings)) {
      signal("STOP");
      assertThatThrownBy(redis::serverTime).hasMessageContaining("no answer within 300 ms");
      signal("CONT");
      redis.ping();
    }
    assertThatThrownBy(() -> Redis.connect(settings("unix:///no/such.sock", RedisTrust.DEFAULT)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessage("connecting to Redis: unix:///no/such.sock: no such socket");
  }

  @Test
  void a_worker_serves_through_a_socket() {
    ClConfig config =
        TestSite.config(
            "{url: \"unix://" + socket + "\", timeout: 2s}",
            """
            workers: {web: {hostnames: [web01]}}
            tasks:
              say: {command: [echo, hello]}
            """);
    try (WorkerProcess worker = Processes.worker(config, "web01");
        Redis redis = Redis.connect(config.redis())) {
      worker.start();
      List<Target> targets =
          Targets.resolve(config, List.of("web01"), Optional.of(RunOn.ALL), "say", Set.of())
              .targets();
      String job =
          new Submission(redis, config)
              .submit(
                  RunRequest.ofTask(
                      config.task("say").orElseThrow(), Map.of(), targets, Runs.submitter()))
              .jobs()
              .keySet()
              .iterator()
              .next();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> new Results(redis).find(job).filter(JobResult::hasEnded).isPresent());
      assertThat(new Results(redis).find(job).orElseThrow().outcome().orElseThrow().stdout())
          .isEqualTo("hello\n");
    }
  }

  private void requirePassword() {
    try (Redis redis = Redis.connect(settings(server.url(), RedisTrust.DEFAULT))) {
      redis.jedis().configSet("requirepass", PASSWORD);
    }
  }

  private void connect(RedisTrust.Login login) {
    try (Redis redis = Redis.connect(settings(server.url(), trust(login)))) {
      redis.ping();
    }
  }

  private static RedisTrust trust(RedisTrust.Login login) {
    return new RedisTrust(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        login);
  }

  private static RedisTrust.Login login(
      Optional<String> user, Optional<String> password, Optional<String> file) {
    return new RedisTrust.Login(user, password, file);
  }

  private static RedisSettings settings(String url, RedisTrust trust) {
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, trust, Source.BUILT_IN);
  }

  private void signal(String signal) {
    try {
      assertThat(
              new ProcessBuilder("sh", "-c", "kill -" + signal + " " + server.pid())
                  .start()
                  .waitFor())
          .isZero();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
