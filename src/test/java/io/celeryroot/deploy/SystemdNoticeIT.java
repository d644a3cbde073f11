// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices to systemd, captured by a stand-in for systemd-notify. */
final class SystemdNoticeIT {

  @TempDir private Path directory;
  private Process worker;

  private void start(String redis, String variable) throws IOException {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("systemd-notify");
    Files.writeString(program, "#!/bin/sh\necho \"$@\" >>'" + directory + "/notices'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path file = directory.resolve("cl.yaml");
    Files.writeString(
        file,
        """
        redis: %s
        workers: {web: {hostnames: [web01]}}
        schedules: {}
        """
            .formatted(redis));
    ProcessBuilder builder =
        new ProcessBuilder(
                Distribution.cl().toString(), file.toString(), "--worker", "--hostname", "web01")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("PATH", program.getParent() + ":" + System.getenv("PATH"));
    builder.environment().put(variable, directory + "/socket");
    worker = builder.start();
  }

  @AfterEach
  void end() {
    worker.destroyForcibly();
  }

  private List<String> notices() throws IOException {
    Path notices = directory.resolve("notices");
    return Files.exists(notices) ? Files.readAllLines(notices) : List.of();
  }

  private void awaitReady() {
    await("ready")
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(directory.resolve("log")).contains("ready"));
  }

  @Test
  void systemd_is_told_when_a_worker_is_ready_and_when_it_stops()
      throws IOException, InterruptedException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      start(redis.url(), "NOTIFY_SOCKET");
      await("notice").atMost(Duration.ofSeconds(60)).until(() -> !notices().isEmpty());
      assertThat(Files.readString(directory.resolve("log"))).contains("ready");
      assertThat(notices()).containsExactly("READY=1");

      worker.destroy();

      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isZero();
      assertThat(notices()).containsExactly("READY=1", "STOPPING=1");
    }
  }

  @Test
  void a_worker_that_waits_for_redis_is_ready() throws IOException, InterruptedException {
    start("redis://127.0.0.1:1/0", "NOTIFY_SOCKET");

    await("notice").atMost(Duration.ofSeconds(60)).until(() -> notices().contains("READY=1"));

    worker.destroy();
    assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isZero();
  }

  @Test
  void nothing_is_told_where_nobody_asks() throws IOException, InterruptedException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      start(redis.url(), "NO_SOCKET");
      awaitReady();

      worker.destroy();

      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isZero();
      assertThat(notices()).isEmpty();
    }
  }
}
