// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for jobs while Redis is started again. */
final class RedisRestartIT {

  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path directory;
  private EmbeddedRedis server;
  private WorkerProcess worker;
  private Cl cl;

  @BeforeEach
  void start() {
    server = EmbeddedRedis.start(data(), List.of());
    String text =
        """
        redis: %1$s
        workers: {web: {hostnames: [web01]}, far: {hostnames: [far01]}}
        tasks:
          talk:
            workdir: "%2$s"
            script: 'echo first; while [ ! -e go ]; do sleep 0.05; done; echo second'
        """
            .formatted(server.url(), directory);
    ClConfig config = TestSite.config(text);
    worker = Processes.worker(config, "web01");
    worker.start();
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
  }

  private Optional<Path> data() {
    return Optional.of(directory.resolve("redis"));
  }

  @AfterEach
  void stop() {
    worker.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--wait", "--follow"})
  void who_waits_for_jobs_goes_on_when_redis_is_back(String option) throws IOException {
    Cl.Running run = cl.start("task", "talk", "-t", "web01", option);
    await().atMost(SOON).until(() -> cl.run("task", "list").out().contains("1 running"));

    restartWhileAway(run);
    Files.createFile(directory.resolve("go"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .containsOnlyOnce("; trying again for 3 min at most")
        .containsOnlyOnce("cl: Redis answers again after ");
  }

  @Test
  void who_follows_the_output_of_a_job_hears_of_its_end() throws IOException {
    cl.run("task", "talk", "-t", "web01");
    String id = cl.run("task", "list", "-o", "json").out().replaceAll("(?s).*\"run\": \"|\".*", "");
    Cl.Running logs = cl.start("task", "logs", "-f", id);
    await().atMost(SOON).until(() -> logs.out().contains("first"));

    restartWhileAway(logs);
    Files.createFile(directory.resolve("go"));

    assertThat(logs.exitCode()).as(logs.err()).isZero();
    assertThat(logs.out()).startsWith("first\n");
    assertThat(logs.err()).contains("cl: Redis answers again after ", " on web01: ok in ");
  }

  @Test
  void giving_up_says_where_to_look_for_the_jobs() {
    Cl.Running run = cl.start("task", "talk", "-t", "far01", "--wait", "--timeout", "4s");
    await().atMost(SOON).until(() -> run.err().contains("run talk-"));

    server.close();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("connection refused; fix: start it")
        .containsPattern("\nthe jobs continue; see: cl task result talk-\\S+\n$");
  }

  private void restartWhileAway(Cl.Running command) {
    server.close();
    await().atMost(SOON).until(() -> command.err().contains("trying again"));
    server = EmbeddedRedis.startOn(server.port(), data(), List.of());
  }
}
