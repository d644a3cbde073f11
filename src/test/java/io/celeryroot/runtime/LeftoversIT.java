// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that dies while its tasks run. */
class LeftoversIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02], concurrency: 2}
      tasks:
        hold:
          kill_after: 2s
          script: |
            if [ -e first ]; then
              sed -n 's/^State:[[:space:]]*//p' "/proc/$(cat first)/status" 2>/dev/null || :
              echo second
            else
              echo $$ > first.new
              mv first.new first
              sleep 301
            fi
          workdir: "%1$s"
        daemon:
          script: 'sleep 302 </dev/null >/dev/null 2>&1 & echo $! > daemon.new; mv daemon.new daemon'
          workdir: "%1$s"
        other:
          script: 'echo $$ > other.new; mv other.new other; sleep 303'
          workdir: "%1$s"
        alone:
          on_lost: fail
          script: |
            if [ -e alone ]; then
              sed -n 's/^State:[[:space:]]*//p' "/proc/$(cat alone)/status" 2>/dev/null || :
              echo second
            else
              echo $$ > alone.new
              mv alone.new alone
              sleep 304
            fi
          workdir: "%1$s"
      schedules:
        one: {cron: "0 0 1 1 *", task: alone, targets: [web01], overlap: queue}
      """;

  /** A worker has to start first. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final List<Process> workers = new ArrayList<>();

  /** Who outlives its Redis would work for the next one that gets its port. */
  @AfterEach
  void endWorkers() {
    workers.forEach(Process::destroyForcibly);
  }

  @Test
  void orphans_of_a_killed_worker_end_before_its_job_reruns() throws Exception {
    String clYaml = CL_YAML.formatted(directory);
    try (Site site = Site.of(clYaml)) {
      String url = site.config().redis().url();
      Process worker = start(url, clYaml);
      WorkerProcess neighbour = site.worker("web02");
      site.end(site.submit("daemon", Map.of(), RunOn.ALL, "web01").get(0), PATIENCE);
      site.submit("other", Map.of(), RunOn.ALL, "web02");
      String job = site.submit("hold", Map.of(), RunOn.ALL, "web01").get(0);
      ProcessHandle first = process("first");
      ProcessHandle daemon = process("daemon");
      ProcessHandle other = process("other");

      worker.destroyForcibly().waitFor();
      assertThat(first.isAlive()).isTrue();
      Process again = start(url, clYaml);
      try {
        JobResult result = site.end(job, PATIENCE);

        assertThat(result.attempt()).isEqualTo(2);
        assertThat(result.outcome().orElseThrow().stdout())
            .isIn("second\n", "Z (zombie)\nsecond\n");
        assertThat(daemon.isAlive()).as("left on purpose by a job that ended").isTrue();
        assertThat(other.isAlive()).as("of a worker that lives").isTrue();
      } finally {
        again.destroy();
        again.waitFor();
        daemon.destroyForcibly();
        first.destroyForcibly();
        other.destroyForcibly();
      }
      neighbour.close();
    }
  }

  @Test
  void a_lost_jobs_process_ends_before_its_successor_starts() throws Exception {
    String clYaml = CL_YAML.formatted(directory);
    try (Site site = Site.of(clYaml)) {
      String url = site.config().redis().url();
      Process worker = start(url, clYaml);
      Instant due = Instant.parse("2026-06-01T12:00:00Z");
      String first = site.submitScheduled("one", due);
      String second = site.submitScheduled("one", due.plusSeconds(60));
      ProcessHandle alone = process("alone");

      worker.destroyForcibly().waitFor();
      assertThat(alone.isAlive()).isTrue();
      Process again = start(url, clYaml);
      try {
        JobResult result = site.end(second, PATIENCE);

        assertThat(site.end(first).outcomeText()).startsWith("lost");
        assertThat(result.outcome().orElseThrow().stdout())
            .isIn("second\n", "Z (zombie)\nsecond\n");
      } finally {
        again.destroy();
        again.waitFor();
        alone.destroyForcibly();
      }
    }
  }

  private Process start(String url, String clYaml) throws IOException {
    Process worker = WorkerJvm.start(directory, url, clYaml, "web01");
    workers.add(worker);
    return worker;
  }

  private ProcessHandle process(String name) throws IOException {
    Path file = directory.resolve(name);
    await(name).atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file));
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }
}
