// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.Keys;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Claims;
import io.celeryroot.queue.Core;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.Redis;
import io.celeryroot.task.process.Machine;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class EmbeddedRedisIT {

  @TempDir private Path directory;

  @Test
  void a_second_start_finds_the_data_of_the_first() {
    try (EmbeddedRedis first = start();
        Redis redis = TestRedis.connect(first.url())) {
      redis.jedis().set("a", "1");
    }

    try (EmbeddedRedis second = start();
        Redis redis = TestRedis.connect(second.url())) {
      assertThat(redis.jedis().get("a")).isEqualTo("1");
    }
  }

  @Test
  void its_data_is_for_nobody_else_and_it_listens_on_loopback_only() throws IOException {
    try (EmbeddedRedis server = start();
        Jedis redis = new Jedis("127.0.0.1", server.port())) {
      assertThat(Files.getPosixFilePermissions(directory))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(redis.configGet("bind")).containsEntry("bind", "127.0.0.1");
      assertThat(redis.configGet("protected-mode")).containsEntry("protected-mode", "yes");
    }
  }

  @Test
  void a_restart_with_aof_loses_no_job() {
    try (EmbeddedRedis first = start();
        Redis redis = TestRedis.connect(first.url())) {
      new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("waits"));
      new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("runs", Jobs.HOST2));
      Attempts attempts = Jobs.attempts(redis);
      WorkerSession session = WorkerSession.open(redis, attempts, "w1", Jobs.HOST2);
      attempts.begin(Claims.next(session, Jobs.HOST2, Duration.ZERO).orElseThrow());
    }

    try (EmbeddedRedis second = start();
        Redis redis = TestRedis.connect(second.url())) {
      redis.jedis().del(Keys.lease("web_tasks", "w1"));
      Attempts attempts = Jobs.attempts(redis);
      WorkerSession session = WorkerSession.open(redis, attempts, "w1", Jobs.HOST1, Jobs.HOST2);
      assertThat(Claims.next(session, Jobs.HOST1, Duration.ZERO)).isPresent();
      assertThat(attempts.begin(Claims.next(session, Jobs.HOST2, Duration.ZERO).orElseThrow()))
          .extracting("attempt", "failed")
          .containsExactly(2, 0);
    }
  }

  @Test
  void a_closed_server_has_ended() {
    EmbeddedRedis server = start();
    long pid = server.pid();

    server.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void a_directory_has_one_server() {
    try (EmbeddedRedis first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedRedisFailed.class)
          .hasMessageEndingWith(directory + " is in use by another server");
      assertThat(first.isRunning()).isTrue();
    }
  }

  @Test
  void a_server_ends_with_its_jvm_even_by_kill_9_and_leaves_no_file() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName(),
                directory.toString())
            .redirectError(directory.resolve("err").toFile())
            .start();
    long server = Long.parseLong(jvm.inputReader().readLine());
    long start = Machine.HERE.start(server);
    assertThat(Machine.HERE.isGone(server, start)).isFalse();

    jvm.destroyForcibly();

    await().atMost(TestProcess.PATIENCE).until(() -> Machine.HERE.isGone(server, start));
    assertThat(jvm.waitFor()).isEqualTo(128 + 9);
    assertThat(temporary).isEmptyDirectory();
  }

  /** A JVM that starts a server, prints its process ID and waits for ever. */
  static final class Waiting {

    public static void main(String[] arguments) throws InterruptedException {
      EmbeddedRedis server = EmbeddedRedis.start(Optional.of(Path.of(arguments[0])), List.of());
      System.out.println(server.pid());
      new CountDownLatch(1).await();
    }
  }

  @Test
  void the_server_of_a_killed_process_is_ended_and_its_data_kept() throws Exception {
    Process orphan = leaveOrphan();

    try (EmbeddedRedis server = start();
        Redis redis = TestRedis.connect(server.url())) {
      assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(redis.serverTime()).isNotNull();
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void another_process_with_the_id_of_an_old_server_is_left_alone() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(directory.resolve("celeryroot.lock"), bystander.pid() + " 1\n");

      start().close();

      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void a_process_from_another_boot_is_left_alone() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "60").start();
    try {
      String line = DataDirectory.line(bystander.pid()).replaceFirst("\\S+$", "another-boot");
      Files.writeString(directory.resolve("celeryroot.lock"), line);

      start().close();

      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void the_server_that_comes_with_us_serves_where_none_is_installed() {
    assertThat(ServerProgram.onPath(directory.toString())).isNotEqualTo("/usr/bin/redis-server");
    try (EmbeddedRedis server = EmbeddedRedis.startBundled(Optional.empty(), List.of());
        Redis redis = TestRedis.connect(server.url())) {
      assertThat(redis.version()).startsWith("6.2");
    }
  }

  @Test
  void a_server_that_does_not_start_tells_why() {
    assertThatThrownBy(
            () -> EmbeddedRedis.start(Optional.empty(), List.of("--no-such-option", "1")))
        .isInstanceOf(EmbeddedRedisFailed.class)
        .hasMessageContaining("no-such-option");
  }

  private EmbeddedRedis start() {
    return EmbeddedRedis.start(Optional.of(directory), List.of());
  }

  private Process leaveOrphan() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "60").start();
    Files.writeString(directory.resolve("celeryroot.lock"), DataDirectory.line(orphan.pid()));
    return orphan;
  }

  @Test
  void a_valkey_server_is_taken_where_no_redis_server_is() throws IOException {
    String real = ServerProgram.chosen();
    executable("valkey-server", "#!/bin/sh\nexec '" + real + "' \"$@\"\n");
    String path = directory + ":/nowhere";

    String chosen = ServerProgram.onPath(path);
    try (EmbeddedRedis server = EmbeddedRedis.startProgram(chosen);
        Redis redis = TestRedis.connect(server.url())) {
      Core.work(redis);
    }
    executable("redis-server", "#!/bin/sh\nexit 1\n");

    assertThat(chosen).isEqualTo(directory.resolve("valkey-server").toString());
    assertThat(ServerProgram.onPath(path)).isEqualTo(directory.resolve("redis-server").toString());
  }

  private void executable(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void a_file_where_its_data_should_be_is_told_with_the_fix() throws IOException {
    Path file = Files.createFile(directory.resolve("data"));

    assertThatThrownBy(() -> EmbeddedRedis.start(Optional.of(file), List.of()))
        .isInstanceOf(EmbeddedRedisFailed.class)
        .hasMessageEndingWith(
            file + " is a file, need a directory for its data; fix: rename or delete the file");
  }
}
