// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.JobResult;
import io.celeryroot.testing.HangingFiles;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A worker process to which a file system gives no answer. */
@Execution(ExecutionMode.CONCURRENT)
class HangingFactIT {

  @TempDir private Path directory;

  @Test
  void a_file_system_without_an_answer_fails_its_job_and_holds_up_no_other() {
    try (TestSite site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01], concurrency: 1}}
                tasks: {say: {script: "echo moin"}}
                schedules:
                  hangs: {cron: "0 1 * * *", task: say, targets: [web], conditions: disk_usage(/mnt/hang/x) < 80%}
                  runs: {cron: "0 1 * * *", task: say, targets: [web], conditions: disk_usage(/) <= 100%}
                """)
            .in(directory)
            .start()) {
      TestProcess worker =
          site.workerProcess("web01", HangingFiles.in(directory.resolve("preload")));
      Instant due = Instant.parse("2026-11-28T01:00:00Z");

      String hanging = site.submitScheduled("hangs", due);
      String next = site.submitScheduled("runs", due);

      JobResult result = site.end(hanging, Duration.ofSeconds(60));
      assertThat(result.outcomeText())
          .isEqualTo("failed (fact disk_usage(/mnt/hang/x): no answer within 5 s)");
      assertThat(site.end(next, Duration.ofSeconds(30)).outcomeText()).isEqualTo("ok");
      worker.term();
      assertThat(worker.awaitExit()).isZero();
    }
  }

  @Test
  void a_worker_killed_while_it_measures_loses_no_job_and_leaves_no_process() throws IOException {
    try (TestSite site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01]}}
                tasks:
                  say: {script: "echo moin"}
                  count: {script: "test -e again || { echo $$ > pid; exec sleep 999; }; echo 1", workdir: DIR}
                facts: {counted: {task: count}}
                schedules:
                  counts: {cron: "0 1 * * *", task: say, targets: [web], conditions: counted < 5}
                """
                    .replace("DIR", directory.toString()))
            .in(directory)
            .start()) {
      TestProcess first = site.workerProcess("web01");
      String job = site.submitScheduled("counts", Instant.parse("2026-11-28T01:00:00Z"));
      Path pidFile = directory.resolve("pid");
      await().atMost(TestProcess.PATIENCE).until(() -> isWritten(pidFile));
      first.kill();
      Files.createFile(directory.resolve("again"));
      long pid = Long.parseLong(Files.readString(pidFile).strip());

      site.workerProcess("web01");

      assertThat(site.end(job, Duration.ofSeconds(90)).outcomeText()).isEqualTo("ok");
      assertThat(site.result(job).orElseThrow().attempt()).isEqualTo(1);
      await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  private static boolean isWritten(Path file) throws IOException {
    return Files.exists(file) && Files.readString(file).endsWith("\n");
  }
}
