// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each step between a due instant and a finished job, as the last thing that a process does. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class CrashPointIT {

  private static final int KILLED = 137;
  private static final int MISSED = 20;
  private static final Duration PERIOD = Duration.ofSeconds(20);
  private static final String WORKERS =
      """
      workers:
        web: {hostnames: [w0, w1], concurrency: 2}
      """;
  private static final String NO_SCHEDULES = WORKERS + "schedules: {}\n";

  @TempDir private Path directory;

  /** Steps of whoever submits a run; at the first, nothing is written yet. */
  private static final List<String> OF_SUBMITTER =
      List.of(
          "asking Redis for the time", "writing the record of run", "listing run", "enqueueing");

  /** Steps of a Beat, and at which of them it dies. */
  private static final List<String> OF_BEAT =
      List.of(
          "deciding about due instants:2",
          "writing the record of run:2",
          "listing run:2",
          "enqueueing:2",
          "enqueueing .* behind others:2",
          "jobs are skipped:2",
          "recording a due instant:2",
          // All that was missed is recorded at once.
          "recording missed due instants");

  private static final String LOST = "recording RETRY .* lost";
  private static final String RECLAIMED = "requeueing";
  private static final String LOST_FOR_EVER = "recording FAILURE .* lost";
  private static final String ACKED = "acking";

  /** Steps of a worker; every second one is for the same host. */
  private static final List<String> OF_WORKER =
      List.of(
          "renewing the lease",
          "claiming a job",
          "beginning job",
          "recording RETRY .* exit",
          "starting a process",
          "delaying job",
          "ending a process",
          "promoting delayed jobs",
          "storing the result",
          "recording FAILURE .* rejected",
          "dead letters",
          LOST,
          RECLAIMED,
          LOST_FOR_EVER,
          ACKED);

  private static final List<String> OF_STOPPING_WORKER =
      List.of("recording RETRY .* released", "releasing job", "ending the lease");

  /** One life after the other, each ends at the next step; two hosts share the steps. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_worker_killed_at_any_step_loses_and_repeats_nothing(int half) {
    String host = "w" + half;
    try (TestSite site = Notes.site(directory, NO_SCHEDULES)) {
      Ledger ledger = new Ledger(site);
      List<String> submitted = new ArrayList<>();
      for (int i = half; i < OF_WORKER.size(); i += 2) {
        String step = OF_WORKER.get(i);
        submitInLine(site, host, "step" + i, submitted);

        assertKilled(worker(site, ledger, host, step, submitted), step);
        ledger.assertNothingLost(submitted);
        ledger.assertNothingRepeated(submitted);
      }
      for (int i = half; i < OF_STOPPING_WORKER.size(); i += 2) {
        String step = OF_STOPPING_WORKER.get(i);
        submitInLine(site, host, "stop" + i, submitted);

        assertKilled(stoppingWorker(site, ledger, host, step, submitted), step);
        ledger.assertNothingLost(submitted);
        ledger.assertNothingRepeated(submitted);
      }
      WorkerProcess last = site.worker(host);
      ledger.awaitAllEnded(submitted);
      ledger.assertNothingRepeated(submitted);
      await("free places").atMost(TestProcess.PATIENCE).untilAsserted(ledger::assertPlacesAreFree);
      assertThat(last.takesJobs()).isTrue();
    }
  }

  /** Whom the death strikes has the slot of its schedule, and another waits for it. */
  private static void submitInLine(
      TestSite site, String host, String schedule, List<String> submitted) {
    for (String task : List.of("note", "flaky", "unknown")) {
      submitted.addAll(site.submitInLine(task, task + "." + schedule, host));
      submitted.addAll(site.submitInLine(task, task + "." + schedule, host));
    }
    submitted.addAll(site.submit("note", RunOn.ALL, host));
  }

  private static void assertKilled(TestProcess process, String step) {
    assertThat(process.awaitExit()).as(step + "\n" + process).isEqualTo(KILLED);
  }

  private static TestProcess stoppingWorker(
      TestSite site, Ledger ledger, String host, String step, List<String> submitted) {
    String slow = site.submit("slow", RunOn.ALL, host).get(0);
    submitted.add(slow);
    TestProcess worker =
        site.workerProcess(host, TestSite.crashAfter(step), "-Dceleryroot.graceMillis=100");
    ledger.awaitExecution(slow, 1, TestProcess.PATIENCE);
    worker.term();
    return worker;
  }

  private static TestProcess worker(
      TestSite site, Ledger ledger, String host, String step, List<String> submitted) {
    if (step.equals(LOST_FOR_EVER) || step.equals(ACKED)) {
      List<String> once = new ArrayList<>(site.submitInLine("once", "once", host));
      once.addAll(site.submitInLine("once", "once", host));
      submitted.addAll(once);
      TestProcess worker = site.workerProcess(host);
      ledger.awaitExecution(once.get(0), 1, TestProcess.PATIENCE);
      worker.kill();
    }
    if (step.equals(LOST) || step.equals(RECLAIMED)) {
      site.workerProcess(host, TestSite.crashAfter("starting a process")).awaitExit();
    }
    return site.workerProcess(host, TestSite.crashAfter(step));
  }

  @Test
  void a_beat_killed_at_any_step_makes_one_run_per_instant() {
    String schedules =
        """
        schedules:
          each: {every: 20s, task: note, targets: [web], overlap: allow, catch_up: all, catch_up_window: 10h}
          alone: {every: 20s, task: note, targets: [web], overlap: skip, catch_up: all, catch_up_window: 10h}
          never: {every: 20s, task: note, targets: [web], catch_up: skip}
        """;
    try (TestSite site = Notes.site(directory, WORKERS + schedules)) {
      Ledger ledger = new Ledger(site);
      ScheduleStates states = new ScheduleStates(site.redis(), site.config().resultsKept());
      Instant now = site.redis().serverTime().truncatedTo(ChronoUnit.MINUTES);
      Instant since = now.minus(PERIOD.multipliedBy(MISSED));
      List.of("each", "alone", "never").forEach(schedule -> states.recordChecked(schedule, since));

      OF_BEAT.forEach(step -> Deaths.ofBeat(site, step));
      List<Instant> missed =
          IntStream.range(1, MISSED).mapToObj(i -> since.plus(PERIOD.multipliedBy(i))).toList();
      List<String> expected =
          missed.stream()
              .flatMap(due -> List.of(RunIds.due("each", due), RunIds.due("alone", due)).stream())
              .flatMap(run -> List.of(run + ".w0", run + ".w1").stream())
              .toList();
      TestProcess beat = site.beatProcess();
      await("all due instants")
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(() -> ledger.assertNothingLost(expected));
      await("all that was missed")
          .atMost(TestProcess.PATIENCE)
          .until(() -> states.read("never").checkedAt().filter(now::isBefore).isPresent());
      assertThat(states.missed("never", 1000)).containsAll(missed).doesNotHaveDuplicates();
      assertThat(states.read("never").missed()).isEqualTo(states.missed("never", 1000).size());
      assertThat(beat.isAlive()).isTrue();
      ledger.places().forEach((id, keys) -> assertThat(keys).as(id).hasSize(1));
      long waiting = ledger.places().keySet().stream().filter(id -> id.startsWith("alone")).count();
      assertThat(waiting).as("jobs of the schedule that must not overlap").isEqualTo(2);
    }
  }

  @Test
  void a_command_killed_at_any_step_leaves_whole_jobs() {
    try (TestSite site = Notes.site(directory, NO_SCHEDULES)) {
      Ledger ledger = new Ledger(site);
      for (String step : OF_SUBMITTER) {
        assertKilled(
            site.cl(List.of(TestSite.crashAfter(step)), "task", "note", "--targets", "web"), step);
      }
      Set<String> queued = new TreeSet<>(ledger.places().keySet());
      List<String> recorded =
          new RunRecords(site.redis())
              .list(100, run -> true).stream()
                  .flatMap(run -> run.jobs().stream())
                  .map(job -> job.id())
                  .toList();

      site.worker("w0");
      site.worker("w1");
      ledger.awaitAllEnded(queued);
      assertThat(queued).hasSize(2).isSubsetOf(recorded);
      assertThat(ledger.executions().keySet()).isEqualTo(queued);
      ledger.assertNothingRepeated(queued);
    }
  }
}
