// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.testing.ScarceThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine gives its worker no thread more: a limit is reached, or there is no memory. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class ScarceThreadsIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [w0], concurrency: 4}
      schedules: {}
      """;

  /** Long enough for the worker to look for threads again, twice. */
  private static final Duration SCARCE = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private ScarceThreads threads;
  private LiveSite site;
  private LiveProcess worker;

  @BeforeEach
  void start() {
    threads = ScarceThreads.in(directory.resolve("threads"));
    site = LiveSite.of(directory, SITE);
    worker = site.worker("w0", threads.environment());
    worker.awaitLog("ready");
  }

  @AfterEach
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5})
  void jobs_wait_for_threads_and_none_is_lost_refused_or_repeated(int left) {
    Ledger ledger = new Ledger(site);
    List<String> jobs = new ArrayList<>(site.submit("note", RunOn.ALL, "web"));
    ledger.awaitAllEnded(jobs);

    threads.leave(left);
    for (int i = 0; i < 8; i++) {
      jobs.addAll(site.submit("note", RunOn.ALL, "web"));
    }
    worker.awaitLog("TasksMax=");
    await("jobs that wait")
        .during(SCARCE)
        .atMost(SCARCE.multipliedBy(3))
        .until(() -> worker.isAlive() && !ledger.open(jobs).isEmpty());
    threads.leaveMany();
    ledger.awaitAllEnded(jobs);
    ledger.assertNothingRepeated(jobs);
    assertThat(ledger.executions().keySet()).isEqualTo(Set.copyOf(jobs));
    assertThat(site.redis().jedis().exists("{web_tasks}.dead")).isFalse();
    assertThat(lines("WARN", "ERROR")).hasSize(1).allMatch(line -> line.contains("TasksMax="));
    assertThat(lines("threads again")).hasSize(1);
  }

  @Test
  void a_process_that_nobody_can_watch_is_ended_and_its_job_waits() {
    threads.leaveNoSmallOnes();
    List<String> jobs = site.submit("slow", RunOn.ALL, "web");
    worker.awaitLog("there is no thread for it");
    await("no process of it").atMost(SCARCE).until(() -> processesOf(jobs.get(0)) == 0);
    threads.leaveMany();
    await("its only process")
        .atMost(LiveProcess.PATIENCE)
        .until(() -> processesOf(jobs.get(0)) > 0);
    new Ledger(site).assertNothingRepeated(jobs);
    assertThat(new Ledger(site).open(jobs)).containsExactlyElementsOf(jobs);
    assertThat(site.redis().jedis().exists("{web_tasks}.dead")).isFalse();
  }

  private static long processesOf(String job) {
    return ProcessHandle.allProcesses()
        .filter(process -> environment(process).contains("\0CL_JOB_ID=" + job + "\0"))
        .count();
  }

  /** Each variable between two NUL; empty for one that has ended. */
  private static String environment(ProcessHandle process) {
    try {
      Path file = Path.of("/proc/" + process.pid() + "/environ");
      return '\0' + Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private List<String> lines(String... texts) {
    return worker
        .log()
        .lines()
        .filter(line -> List.of(texts).stream().anyMatch(line::contains))
        .toList();
  }
}
