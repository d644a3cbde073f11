// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A worker in a process of its own, as an administrator stops it. */
@Execution(ExecutionMode.CONCURRENT)
class StopSignalIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01], concurrency: 1}
      tasks:
        hold: {script: "sleep 1; echo done"}
        tree: {script: "sleep 999 & sleep 999"}
      schedules: {}
      """;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void term_finishes_the_running_job_and_exits_with_0() throws IOException, InterruptedException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      Process worker = worker(site);
      String running = site.submit("hold", Map.of(), RunOn.ALL, "web").get(0);
      String waiting = site.submit("hold", Map.of(), RunOn.ALL, "web").get(0);
      awaitStart(site, running);

      worker.destroy();

      assertThat(exitCode(worker)).as(log()).isZero();
      assertThat(site.result(running).orElseThrow().outcomeText()).isEqualTo("ok");
      assertThat(site.result(waiting)).isEmpty();
      assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);
      assertThat(new Heartbeats(site.redis()).workers()).isEmpty();
    }
  }

  @Test
  void a_second_term_kills_and_releases_the_running_job() throws IOException, InterruptedException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      Process worker = worker(site);
      String running = site.submit("tree", Map.of(), RunOn.ALL, "web").get(0);
      awaitStart(site, running);
      await("child").atMost(LIMIT).until(() -> worker.descendants().count() >= 3);
      List<ProcessHandle> tree = worker.descendants().toList();

      worker.destroy();
      await("stopping").atMost(LIMIT).until(() -> log().contains("stopping"));
      worker.destroy();

      assertThat(exitCode(worker)).as(log()).isZero();
      // A killed process is there until its parent, by now that of all orphans, has taken notice.
      await("end of the tree").until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);
      assertThat(new Heartbeats(site.redis()).workers()).isEmpty();
    }
  }

  @Test
  void term_while_redis_is_away_ends_with_0() throws IOException, InterruptedException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      Process worker = worker(site);
      site.network().inflict(FaultProxy.Fault.REFUSE);
      await("outage").atMost(LIMIT).until(() -> log().contains("trying again"));

      worker.destroy();

      assertThat(exitCode(worker)).as(log()).isZero();
      site.network().heal();
    }
  }

  @Test
  void term_before_redis_was_ever_reached_ends_with_0() throws IOException, InterruptedException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      site.network().inflict(FaultProxy.Fault.BLACK_HOLE);
      Process worker = worker(site);
      await("start").atMost(LIMIT).until(() -> log().contains("ready"));

      worker.destroy();

      assertThat(exitCode(worker)).as(log()).isZero();
      site.network().heal();
    }
  }

  private Process worker(TestSite site) throws IOException {
    String redis = "redis: \"%s\"\n".formatted(site.config().redis().url());
    Files.writeString(directory.resolve("cl.yaml"), redis + CL_YAML);
    ProcessBuilder builder =
        new ProcessBuilder(
                Distribution.cl().toString(), "cl.yaml", "--worker", "--hostname", "web01")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static void awaitStart(TestSite site, String job) {
    await("start")
        .atMost(LIMIT)
        .until(() -> site.result(job).flatMap(JobResult::started).isPresent());
  }

  /** Before the grace period of 30 s is over. */
  private static int exitCode(Process worker) throws InterruptedException {
    assertThat(worker.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return worker.exitValue();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }
}
