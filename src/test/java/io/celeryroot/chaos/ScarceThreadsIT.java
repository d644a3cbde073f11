// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.RunOn;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.ScarceThreads;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine gives its worker no more threads: a limit is reached, or there is no memory. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class ScarceThreadsIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [w0, w1], concurrency: 4}
      schedules: {}
      """;

  /** Exit code that a service manager answers with a restart. */
  private static final int RESTART = 3;

  @TempDir private Path directory;
  private ScarceThreads threads;
  private TestSite site;
  private TestProcess worker;

  @BeforeEach
  void start() {
    threads = ScarceThreads.in(directory.resolve("threads"));
    site = Notes.site(directory, SITE);
    worker = site.workerProcess("w0", threads.environment());
    worker.awaitLog("ready");
  }

  @AfterEach
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_worker_without_threads_ends_and_its_jobs_run_elsewhere(int left) {
    Ledger ledger = new Ledger(site);
    List<String> jobs = new ArrayList<>(site.submit("note", RunOn.ANY, "web"));
    ledger.awaitAllEnded(jobs);

    threads.leave(left);
    for (int i = 0; i < 8; i++) {
      jobs.addAll(site.submit("note", RunOn.ANY, "web"));
    }
    int exitCode = worker.awaitExit();
    site.worker("w1");
    ledger.awaitAllEnded(jobs);

    assertThat(exitCode).isEqualTo(RESTART);
    assertThat(worker.log().lines().filter(ScarceThreadsIT::isTrouble))
        .hasSize(1)
        .allMatch(line -> line.contains("TasksMax="));
    ledger.assertNothingRepeated(jobs);
    assertThat(ledger.executions().keySet()).isEqualTo(Set.copyOf(jobs));
    assertThat(site.redis().jedis().exists("{web_tasks}:dead")).isFalse();
  }

  /** A few may be all that it needs, since a process takes no thread of its own. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void with_few_threads_a_worker_runs_its_jobs_or_ends(int left) {
    Ledger ledger = new Ledger(site);
    List<String> jobs = new ArrayList<>(site.submit("note", RunOn.ANY, "web"));
    ledger.awaitAllEnded(jobs);

    threads.leave(left);
    for (int i = 0; i < 8; i++) {
      jobs.addAll(site.submit("note", RunOn.ANY, "web"));
    }
    site.worker("w1");
    ledger.awaitAllEnded(jobs);

    if (!worker.isAlive()) {
      assertThat(worker.awaitExit()).isEqualTo(RESTART);
    }
    ledger.assertNothingRepeated(jobs);
    assertThat(ledger.executions().keySet()).isEqualTo(Set.copyOf(jobs));
    assertThat(site.redis().jedis().exists("{web_tasks}:dead")).isFalse();
  }

  private static boolean isTrouble(String line) {
    return line.contains("WARN") || line.contains("ERROR");
  }
}
