// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.Outcome;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A worker that has no file descriptors left for the processes of its jobs. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class ScarceFilesIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [w0], concurrency: 30}
      schedules:
        calm: {cron: "0 0 1 1 *", task: note, targets: [web], conditions: [load < 100000]}
      """;

  @TempDir private Path directory;
  private TestSite site;
  private Ledger ledger;
  private TestProcess worker;

  @BeforeEach
  void start() {
    site = Notes.site(directory, SITE);
    ledger = new Ledger(site);
    worker = site.workerProcess("w0");
  }

  @AfterEach
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void jobs_that_cannot_start_for_a_while_run_once_each_when_they_can() {
    worker.awaitLog("ready");
    List<String> jobs = new ArrayList<>(submit(12, "note"));
    ledger.awaitAllEnded(jobs);

    worker.limitFiles("16:");
    jobs.add(site.submitScheduled("calm", Instant.parse("2026-01-01T00:00:00Z")));
    jobs.addAll(submit(12, "note"));
    worker.awaitLog("LimitNOFILE=");
    worker.limitFiles("1024:");
    ledger.awaitAllEnded(jobs);

    assertAllRanOnce(jobs);
    worker.awaitLog("claims jobs again");
    assertThat(troubles("worker:")).hasSize(1).allMatch(ScarceFilesIT::isOfFiles);
  }

  /** An idle worker needs some 160 descriptors, and a process three. */
  @Test
  void jobs_leave_the_last_descriptors_to_their_worker() {
    worker.limitFiles("240:240");
    worker.awaitLog("ready");

    List<String> jobs = submit(30, "wait");
    worker.awaitLog("LimitNOFILE=");
    Notes.go(site);
    ledger.awaitAllEnded(jobs);

    assertAllRanOnce(jobs);
    assertThat(troubles("")).hasSize(1).allMatch(ScarceFilesIT::isOfFiles);
  }

  private List<String> submit(int number, String task) {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      jobs.addAll(site.submit(task, RunOn.ANY, "web"));
    }
    return jobs;
  }

  private void assertAllRanOnce(List<String> jobs) {
    assertThat(ledger.executions().keySet()).containsExactlyInAnyOrderElementsOf(jobs);
    assertThat(ledger.executions().values()).allMatch(attempts -> attempts.size() == 1);
    assertThat(ledger.results(jobs).values())
        .extracting(result -> result.outcome().orElseThrow().outcome())
        .containsOnly(Outcome.OK);
    assertThat(site.redis().jedis().exists("{web_tasks}:dead")).isFalse();
  }

  private List<String> troubles(String logger) {
    return worker
        .log()
        .lines()
        .filter(line -> line.contains("WARN  " + logger) || line.contains("ERROR"))
        .toList();
  }

  private static boolean isOfFiles(String line) {
    return line.contains("jobs cannot start: Too many open files");
  }
}
