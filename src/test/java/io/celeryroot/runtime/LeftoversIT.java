// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

  @Test
  void orphans_of_a_killed_worker_end_before_its_job_reruns() throws Exception {
    try (TestSite site = TestSite.with(CL_YAML.formatted(directory)).in(directory).start()) {
      TestProcess worker = site.workerProcess("web01");
      WorkerProcess neighbour = site.worker("web02");
      site.end(site.submit("daemon", Map.of(), RunOn.ALL, "web01").get(0), PATIENCE);
      site.submit("other", Map.of(), RunOn.ALL, "web02");
      String job = site.submit("hold", Map.of(), RunOn.ALL, "web01").get(0);
      ProcessHandle first = process("first");
      ProcessHandle daemon = process("daemon");
      ProcessHandle other = process("other");

      worker.kill();
      assertThat(first.isAlive()).isTrue();
      TestProcess again = site.workerProcess("web01");
      try {
        JobResult result = site.end(job, PATIENCE);

        assertThat(result.attempt()).isEqualTo(2);
        assertThat(result.outcome().orElseThrow().stdout())
            .isIn("second\n", "Z (zombie)\nsecond\n");
        assertThat(daemon.isAlive()).as("left on purpose by a job that ended").isTrue();
        assertThat(other.isAlive()).as("of a worker that lives").isTrue();
      } finally {
        again.term();
        again.awaitExit();
        daemon.destroyForcibly();
        first.destroyForcibly();
        other.destroyForcibly();
      }
      neighbour.close();
    }
  }

  @Test
  void a_lost_jobs_process_ends_before_its_successor_starts() throws Exception {
    try (TestSite site = TestSite.with(CL_YAML.formatted(directory)).in(directory).start()) {
      TestProcess worker = site.workerProcess("web01");
      Instant due = Instant.parse("2026-06-01T12:00:00Z");
      String first = site.submitScheduled("one", due);
      String second = site.submitScheduled("one", due.plusSeconds(60));
      ProcessHandle alone = process("alone");

      worker.kill();
      assertThat(alone.isAlive()).isTrue();
      TestProcess again = site.workerProcess("web01");
      try {
        JobResult result = site.end(second, PATIENCE);

        assertThat(site.end(first).outcomeText()).startsWith("lost");
        assertThat(result.outcome().orElseThrow().stdout())
            .isIn("second\n", "Z (zombie)\nsecond\n");
      } finally {
        again.term();
        again.awaitExit();
        alone.destroyForcibly();
      }
    }
  }

  private ProcessHandle process(String name) throws IOException {
    Path file = directory.resolve(name);
    await(name).atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file));
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }
}
