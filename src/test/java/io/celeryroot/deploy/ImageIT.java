// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, built and run without a container engine. */
@Tag("image")
final class ImageIT {

  private static Image image;

  @TempDir private Path directory;
  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void build() {
    Programs.needRoot();
    Programs.need("buildah", "debootstrap", "unshare", "chroot");
    image = Image.build();
  }

  @AfterEach
  void end() {
    started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    started.forEach(Process::destroyForcibly);
  }

  private Path file(String redis, String tasks) throws IOException {
    return Files.writeString(
        directory.resolve("cl.yaml"),
        """
        redis: %s
        workers:
          web: {hostnames: [web01]}
        %s
        schedules:
          each_minute: {cron: "* * * * *", task: uptime, targets: [web]}
        """
            .formatted(redis, tasks));
  }

  private Process start(ProcessBuilder builder, String log) throws IOException {
    Process process = builder.redirectOutput(directory.resolve(log).toFile()).start();
    started.add(process);
    return process;
  }

  private String log(String log) throws IOException {
    return Files.readString(directory.resolve(log));
  }

  private void awaitLog(String log, String text) {
    await(log + " says " + text)
        .atMost(Duration.ofSeconds(60))
        .until(() -> log(log).contains(text));
  }

  private static Programs.Ended ended(ProcessBuilder builder) throws IOException {
    return Programs.run(builder.command());
  }

  /** Stops the container as an engine does: TERM to PID 1, the entry point. */
  private static int stop(Process container) throws InterruptedException {
    container.children().forEach(ProcessHandle::destroy);
    assertThat(container.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return container.exitValue();
  }

  @Test
  void a_valid_file_is_valid_in_the_image() throws IOException {
    Path file = file("redis://127.0.0.1:6379/0", "");

    Programs.Ended valid = ended(image.run("web01", file, List.of(), "config", "validate"));
    Files.writeString(file, "workers: {web: {hostname: [web01]}}\n");
    Programs.Ended wrong = ended(image.run("web01", file, List.of(), "config", "validate"));

    assertThat(valid.output()).contains("/etc/celeryroot/cl.yaml: valid");
    assertThat(valid.exitCode()).isZero();
    assertThat(wrong.exitCode()).isEqualTo(1);
  }

  @Test
  void the_image_runs_without_root_and_writes_only_to_tmp() throws IOException {
    Path file = file("redis://127.0.0.1:6379/0", "");

    Programs.Ended who =
        ended(image.exec("web01", file, List.of(), List.of("sh", "-c", "id -u; touch /x || :")));

    assertThat(image.config().get("User").asText()).isEqualTo("10001:10001");
    assertThat(who.output()).startsWith("10001\n").contains("Read-only file system");
  }

  @Test
  void the_class_data_archives_of_the_image_fit_its_java_and_its_jars() throws IOException {
    Path file = file("redis://127.0.0.1:6379/0", "");
    // With this option, Java refuses to start if an archive does not fit.
    List<String> strict = List.of("CL_JAVA_OPTS=-Xshare:on -Xlog:class+load:stderr");

    Programs.Ended command = ended(image.run("web01", file, strict, "--version"));
    Programs.Ended service =
        ended(image.run("web01", file, strict, "--worker", "--hostname", "none"));

    assertThat(command.exitCode()).as(command.output()).isZero();
    assertThat(command.output()).contains("shared objects file (top)");
    assertThat(service.exitCode()).as(service.output()).isEqualTo(2);
    assertThat(service.output()).contains("shared objects file (top)");
  }

  @Test
  void beat_and_worker_run_a_job_are_healthy_and_end_with_0_on_term()
      throws IOException, InterruptedException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      Path file = file(redis.url(), "");
      Process beat = start(image.run("beat", file, List.of(), "--beat"), "beat");
      Process worker = start(image.run("web01", file, List.of(), "--worker"), "worker");
      awaitLog("beat", "ready");
      awaitLog("worker", "ready");

      Programs.Ended job =
          ended(image.run("admin", file, List.of(), "task", "uptime", "-t", "web", "--wait"));
      Programs.Ended healthy = ended(image.exec("web01", file, List.of(), image.healthCheck()));
      Programs.Ended beatHealthy = ended(image.exec("beat", file, List.of(), image.healthCheck()));

      assertThat(job.exitCode()).as(job.output()).isZero();
      assertThat(healthy.exitCode()).as(healthy.output()).isZero();
      assertThat(beatHealthy.exitCode()).as(beatHealthy.output()).isZero();
      assertThat(stop(worker)).as(log("worker")).isZero();
      assertThat(stop(beat)).as(log("beat")).isZero();
      assertThat(ended(image.exec("web01", file, List.of(), image.healthCheck())).exitCode())
          .isEqualTo(1);
      assertThat(log("worker")).contains("stopped").doesNotContain("WARN");
    }
  }

  @Test
  void processes_that_a_task_leaves_behind_are_reaped() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      // The grandchild outlives the task and ends as a child of PID 1.
      Path file =
          file(redis.url(), "tasks: {orphan: {script: \"(sleep 0.2 &) ; (setsid sleep 0.4 &)\"}}");
      Process worker = start(image.run("web01", file, List.of(), "--worker"), "worker");
      awaitLog("worker", "ready");
      for (int i = 0; i < 3; i++) {
        ended(image.run("admin", file, List.of(), "task", "orphan", "-t", "web", "--wait"));
      }

      await("no zombie")
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(states(worker)).isNotEmpty().doesNotContain("Z"));
    }
  }

  /** States of all processes below one, from /proc. */
  private static List<String> states(Process container) {
    return container
        .descendants()
        .map(process -> Path.of("/proc", "" + process.pid(), "stat"))
        .map(ImageIT::read)
        .filter(stat -> !stat.isEmpty())
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1))
        .toList();
  }

  private static String read(Path stat) {
    try {
      return new String(Files.readAllBytes(stat), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
