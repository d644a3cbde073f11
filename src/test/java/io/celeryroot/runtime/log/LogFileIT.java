// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of real processes in a file. */
class LogFileIT {

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void start() {
    site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01]}}
                tasks:
                  say: {command: [echo, hello]}
                """)
            .in(directory)
            .start();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void a_worker_logs_to_its_file_also_after_a_rename() throws Exception {
    Path log = directory.resolve("worker.log");
    TestProcess worker =
        site.cl(
            List.of(),
            "cl.yaml",
            "--worker",
            "--hostname",
            "web01",
            "--log-file",
            "worker.log",
            "--log-days",
            "0");
    String first = site.submit("say", RunOn.ALL, "web01").get(0);
    site.end(first, TestProcess.PATIENCE);
    await("the end of the job in the log").until(() -> says(log, first + " host=web01"));
    assertThat(Files.readString(log))
        .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d INFO ");

    Files.move(log, directory.resolve("worker.log.1"));
    await("the next file")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              String next = site.submit("say", RunOn.ALL, "web01").get(0);
              site.end(next);
              return Files.exists(log) && says(log, next);
            });
    worker.term();
    assertThat(worker.awaitExit()).isZero();
    assertThat(worker.log()).doesNotContain("INFO");
  }

  @Test
  void beat_rotates_a_file_that_is_large() throws Exception {
    Path log = directory.resolve("celerybeat.log");
    Files.writeString(log, "x".repeat(2000) + "\n");
    TestProcess beat =
        site.cl(List.of(), "cl.yaml", "--beat", "--log-file", log.toString(), "--log-size", "2KB");
    await("a rotated file")
        .atMost(TestProcess.PATIENCE)
        .until(
            () -> {
              try (var files = Files.list(directory)) {
                return files.anyMatch(
                    file ->
                        file.getFileName().toString().matches("celerybeat[.]log[.].*[.]1[.]gz"));
              }
            });
    assertThat(Files.readString(log)).doesNotContain("xxx").isNotBlank();
    beat.term();
    assertThat(beat.awaitExit()).isZero();
  }

  @Test
  void a_file_that_cannot_be_written_is_told_at_once() {
    TestProcess worker =
        site.cl(List.of(), "cl.yaml", "--worker", "--hostname", "web01", "--log-file", "no/x.log");
    assertThat(worker.awaitExit()).isEqualTo(2);
    assertThat(worker.log())
        .isEqualTo(
            "cl: --log-file %s/no/x.log: no directory %<s/no; fix: create it\n"
                .formatted(directory));
  }

  private static boolean says(Path log, String text) throws Exception {
    return Files.exists(log) && Files.readString(log).contains(text);
  }
}
