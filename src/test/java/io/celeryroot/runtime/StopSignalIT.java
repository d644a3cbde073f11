// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.camel.Listener;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.queue.Heartbeats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker in a process of its own, as an administrator stops it. */
class StopSignalIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01], concurrency: 1}
      tasks:
        hold: {script: "sleep 1; echo done"}
      schedules: {}
      """;

  @TempDir private Path directory;

  /** What the process runs. */
  static final class Main {

    private Main() {}

    /** Takes the URL of Redis. */
    public static void main(String[] arguments) {
      ClConfig config = Site.config(arguments[0], CL_YAML);
      new WorkerProcess(
              config,
              WorkerProcess.Identity.of(config, "web01"),
              Listener.NONE,
              ServiceSettings.DEFAULT)
          .runUntilSignal();
      System.exit(0);
    }
  }

  @Test
  void term_lets_the_running_job_end_takes_no_new_one_and_exits_with_0()
      throws IOException, InterruptedException {
    try (Site site = Site.of(CL_YAML)) {
      Path log = directory.resolve("log");
      Process worker =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  site.config().redis().url())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      String running = site.submit("hold", Map.of(), RunOn.ALL, "web").get(0);
      String waiting = site.submit("hold", Map.of(), RunOn.ALL, "web").get(0);
      await("start")
          .atMost(Duration.ofSeconds(20))
          .until(() -> site.result(running).flatMap(result -> result.started()).isPresent());

      worker.destroy();

      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(Files.readString(log)).isZero();
      assertThat(site.result(running).orElseThrow().outcomeText()).isEqualTo("ok");
      assertThat(site.result(waiting)).isEmpty();
      assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);
      assertThat(new Heartbeats(site.redis()).workers()).isEmpty();
    }
  }
}
