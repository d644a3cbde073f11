// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.Losses;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who takes over from a dead or frozen worker, and when; with the real lease times. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class LeaseIT {

  private static final Duration PROMISED = Duration.ofSeconds(30);
  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [w1, w2], concurrency: 2}
      schedules: {}
      """;

  @TempDir private Path directory;

  @Test
  void a_job_whose_worker_died_runs_again_on_another_within_30_s() {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      TestProcess first = site.workerProcess("w1");
      String job = site.submit("slow", RunOn.ANY, "web").get(0);
      ledger.awaitExecution(job, 1, TestProcess.PATIENCE);
      site.workerProcess("w2").awaitLog("ready");

      first.kill();

      await("death noticed").atMost(PROMISED).until(() -> Losses.of(ledger.result(job)) == 1);
      ledger.awaitExecution(job, 2, TestProcess.PATIENCE);
      assertThat(ledger.result(job).host()).isEqualTo("w2");
    }
  }

  @Test
  void beat_alone_requeues_lost_jobs_or_ends_them_by_on_lost() {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      site.beat(EngineListener.NONE);
      TestProcess worker = site.workerProcess("w1");
      String slow = site.submit("slow", RunOn.ALL, "w1").get(0);
      String reboot = site.submit("reboot", RunOn.ALL, "w1").get(0);
      ledger.awaitExecution(slow, 1, TestProcess.PATIENCE);
      ledger.awaitExecution(reboot, 1, TestProcess.PATIENCE);
      String waiting = site.submit("note", RunOn.ALL, "w1").get(0);

      worker.kill();

      await("recovery by beat")
          .atMost(PROMISED)
          .untilAsserted(
              () -> {
                List<String> line = site.redis().jedis().lrange("{web_tasks}.w1", 0, -1);
                assertThat(line).hasSize(2);
                assertThat(line.get(1)).contains(slow);
                assertThat(line.get(0)).contains(waiting);
                assertThat(ledger.result(reboot).outcomeText()).isEqualTo("lost");
              });
      assertThat(ledger.executions().get(reboot)).containsExactly(1);
      assertThat(Losses.of(ledger.result(slow))).isEqualTo(1);
    }
  }

  @Test
  void a_job_that_lost_three_workers_becomes_a_dead_letter() {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      String job = site.submit("note", RunOn.ALL, "w1").get(0);
      for (String begun : List.of("beginning job", "recording STARTED", "recording STARTED")) {
        assertThat(site.workerProcess("w1", TestSite.crashAfter(begun)).awaitExit()).isEqualTo(137);
      }
      site.worker("w1");

      await("end")
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(() -> assertThat(ledger.result(job).outcomeText()).isEqualTo("lost"));
      await("letter").until(() -> ledger.places().isEmpty());
      List<DeadLetter> letters =
          new DeadLetterQueue(site.redis(), site.config().resultsKept()).read("web_tasks");
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).reason()).isEqualTo("lost 3 times");
      assertThat(letters.get(0).history().toString()).contains("3 attempts lost", "worker w1");
      assertThat(ledger.result(job).attempt()).isEqualTo(3);
    }
  }

  @Test
  void a_thawed_worker_cannot_overwrite_its_successors_result() {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      TestProcess frozen = site.workerProcess("w1");
      String job = site.submit("hold", RunOn.ANY, "web").get(0);
      ledger.awaitExecution(job, 1, TestProcess.PATIENCE);
      frozen.freeze();
      site.worker("w2");
      await("end on the other worker")
          .atMost(PROMISED.plusSeconds(30))
          .untilAsserted(() -> assertThat(ledger.result(job).hasEnded()).isTrue());
      String stored = site.redis().jedis().get("celery-task-meta-" + job);

      frozen.thaw();

      frozen.awaitLog("result not stored, refused=1");
      assertThat(site.redis().jedis().get("celery-task-meta-" + job)).isEqualTo(stored);
      assertThat(ledger.result(job).host()).isEqualTo("w2");
      assertThat(ledger.executions().get(job)).containsExactly(1, 2);
      ledger.awaitAllEnded(List.of(job));
      String next = site.submit("note", RunOn.ALL, "w1").get(0);
      ledger.awaitAllEnded(List.of(next));
    }
  }

  @Test
  void a_thawed_worker_ends_reclaimed_jobs_before_it_starts_others() {
    try (TestSite site =
        Notes.site(directory, CL_YAML.replace("concurrency: 2", "concurrency: 4"))) {
      Ledger ledger = new Ledger(site);
      TestProcess worker = site.workerProcess("w1", "-Dceleryroot.graceMillis=100");
      site.beat(EngineListener.NONE);
      String again = site.submitInLine("long", "again", "w1").get(0);
      String lost = site.submitInLine("longonce", "lost", "w1").get(0);
      ledger.awaitExecution(again, 1, TestProcess.PATIENCE);
      ledger.awaitExecution(lost, 1, TestProcess.PATIENCE);
      String next = site.submitInLine("note", "lost", "w1").get(0);
      worker.freeze();
      await("taken for dead")
          .atMost(PROMISED)
          .untilAsserted(
              () -> {
                assertThat(Losses.of(ledger.result(again))).isEqualTo(1);
                assertThat(ledger.result(lost).outcomeText()).isEqualTo("lost");
              });

      worker.thaw();

      ledger.awaitExecution(again, 2, TestProcess.PATIENCE);
      ledger.awaitAllEnded(List.of(next));
      worker.awaitLog("result not stored, refused=2");
      assertThat(Notes.overlaps(site)).doesNotExist();
      assertThat(ledger.result(lost).outcomeText()).isEqualTo("lost");
      assertThat(ledger.executions().get(lost)).containsExactly(1);
      worker.term();
      assertThat(worker.awaitExit()).isZero();
    }
  }

  @Test
  void a_restarted_worker_recovers_its_claims_at_once() {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      TestProcess first = site.workerProcess("w1");
      String job = site.submit("slow", RunOn.ALL, "w1").get(0);
      ledger.awaitExecution(job, 1, TestProcess.PATIENCE);

      first.kill();
      // Who waited for the end of this lease would wait too long.
      site.redis().jedis().pexpire("{web_tasks}:lease:w1", 600_000);
      site.workerProcess("w1");

      ledger.awaitExecution(job, 2, TestProcess.PATIENCE);
    }
  }
}
