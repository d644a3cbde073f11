// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every step of {@link CrashPoint}, as the last thing that a process does. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class CrashPointIT {

  private static final int KILLED = 137;
  private static final int MISSED_MINUTES = 20;
  private static final String WORKERS =
      """
      workers:
        web: {hostnames: [w0, w1], concurrency: 2}
      """;
  private static final String NO_SCHEDULES = WORKERS + "schedules: {}\n";

  @TempDir private Path directory;

  private enum Who {
    SUBMITTER,
    BEAT,
    WORKER,
    STOPPING_WORKER
  }

  private static Who who(CrashPoint point) {
    return switch (point) {
      case RUN_NAMED, RUN_RECORDED, RUN_LISTED, JOB_ENQUEUED -> Who.SUBMITTER;
      case JOB_SKIP_MARKED, RUN_ENQUEUED, DUE_RECORDED, MISSED_COUNTED -> Who.BEAT;
      case LEASE_TAKEN,
          JOB_CLAIMED,
          ATTEMPT_BEGUN,
          PROCESS_STARTED,
          PROCESS_ENDED,
          RESULT_STORED,
          JOB_SETTLED,
          RETRY_STORED,
          JOB_DELAYED,
          JOBS_PROMOTED,
          REJECTION_STORED,
          JOB_BURIED,
          LOST_STORED,
          JOB_RECOVERED,
          LOST_ENDED ->
          Who.WORKER;
      case GIVE_BACK_STORED, JOB_GIVEN_BACK, LEASE_ENDING -> Who.STOPPING_WORKER;
    };
  }

  private static List<CrashPoint> pointsOf(Who... who) {
    return Arrays.stream(CrashPoint.values())
        .filter(point -> Arrays.asList(who).contains(who(point)))
        .toList();
  }

  /** One life after the other, each ends at the next step; two hosts share the steps. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_worker_killed_at_any_step_loses_and_repeats_nothing(int half) {
    String host = "w" + half;
    try (TestSite site = Notes.site(directory, NO_SCHEDULES)) {
      Ledger ledger = new Ledger(site);
      List<String> submitted = new ArrayList<>();
      List<CrashPoint> points = pointsOf(Who.WORKER, Who.STOPPING_WORKER);
      for (int i = half; i < points.size(); i += 2) {
        CrashPoint point = points.get(i);
        // Whom the death strikes has the place of its schedule, and another waits for it.
        for (String task : List.of("note", "flaky", "unknown")) {
          submitted.addAll(site.submitInLine(task, task + "." + point, host));
          submitted.addAll(site.submitInLine(task, task + "." + point, host));
        }
        submitted.addAll(site.submit("note", RunOn.ALL, host));
        TestProcess worker = worker(site, ledger, host, point, submitted);

        assertThat(worker.awaitExit()).as(point + "\n" + worker).isEqualTo(KILLED);
        ledger.assertNothingLost(submitted);
        ledger.assertNothingRepeated(submitted);
      }
      TestProcess last = site.workerProcess(host);
      ledger.awaitAllEnded(submitted);
      ledger.assertNothingRepeated(submitted);
      await("free places").atMost(TestProcess.PATIENCE).untilAsserted(ledger::assertPlacesAreFree);
      assertThat(last.isAlive()).isTrue();
    }
  }

  private static TestProcess worker(
      TestSite site, Ledger ledger, String host, CrashPoint point, List<String> submitted) {
    if (who(point) == Who.STOPPING_WORKER) {
      String slow = site.submit("slow", RunOn.ALL, host).get(0);
      submitted.add(slow);
      TestProcess worker =
          site.workerProcess(host, "-Dcl.crash=" + point, "-Dceleryroot.graceMillis=100");
      ledger.awaitExecution(slow, 1, TestProcess.PATIENCE);
      worker.term();
      return worker;
    }
    if (point == CrashPoint.LOST_ENDED) {
      List<String> once = new ArrayList<>(site.submitInLine("once", "once", host));
      once.addAll(site.submitInLine("once", "once", host));
      submitted.addAll(once);
      TestProcess worker = site.workerProcess(host);
      ledger.awaitExecution(once.get(0), 1, TestProcess.PATIENCE);
      worker.kill();
    }
    if (point == CrashPoint.LOST_STORED || point == CrashPoint.JOB_RECOVERED) {
      site.workerProcess(host, "-Dcl.crash=process-started").awaitExit();
    }
    return site.workerProcess(host, "-Dcl.crash=" + point);
  }

  @Test
  void a_beat_killed_at_any_step_makes_one_run_per_instant() {
    String schedules =
        """
        schedules:
          each: {cron: "* * * * *", task: note, targets: [web], overlap: allow, catch_up: all, catch_up_window: 10h}
          alone: {cron: "* * * * *", task: note, targets: [web], overlap: skip, catch_up: all, catch_up_window: 10h}
          never: {cron: "* * * * *", task: note, targets: [web], catch_up: skip}
        """;
    try (TestSite site = Notes.site(directory, WORKERS + schedules)) {
      Ledger ledger = new Ledger(site);
      ScheduleStates states = new ScheduleStates(site.redis(), site.config().resultsKept());
      Instant now = site.redis().serverTime().truncatedTo(ChronoUnit.MINUTES);
      Instant since = now.minus(Duration.ofMinutes(MISSED_MINUTES));
      List.of("each", "alone", "never").forEach(schedule -> states.recordChecked(schedule, since));

      for (CrashPoint point : pointsOf(Who.SUBMITTER, Who.BEAT)) {
        // All that was missed is recorded at once.
        int time = point == CrashPoint.MISSED_COUNTED ? 1 : 2;
        TestProcess beat = site.beatProcess("-Dcl.crash=" + point + ":" + time);
        assertThat(beat.awaitExit()).as(point + "\n" + beat).isEqualTo(KILLED);
      }
      List<String> expected =
          IntStream.range(1, MISSED_MINUTES)
              .mapToObj(minute -> since.plus(Duration.ofMinutes(minute)))
              .flatMap(due -> List.of(RunIds.due("each", due), RunIds.due("alone", due)).stream())
              .flatMap(run -> List.of(run + ".w0", run + ".w1").stream())
              .toList();
      TestProcess beat = site.beatProcess();
      await("all due instants")
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(() -> ledger.assertNothingLost(expected));
      List<Instant> missed =
          IntStream.range(1, MISSED_MINUTES)
              .mapToObj(minute -> since.plus(Duration.ofMinutes(minute)))
              .toList();
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
      for (CrashPoint point : pointsOf(Who.SUBMITTER)) {
        TestProcess command =
            site.cl(List.of("-Dcl.crash=" + point), "task", "note", "--targets", "web");
        assertThat(command.awaitExit()).as(point + "\n" + command).isEqualTo(KILLED);
      }
      Set<String> queued = new TreeSet<>(ledger.places().keySet());
      List<String> recorded =
          new RunRecords(site.redis())
              .list(100, run -> true).stream()
                  .flatMap(run -> run.jobs().stream())
                  .map(job -> job.id())
                  .toList();

      site.workerProcess("w0");
      site.workerProcess("w1");
      ledger.awaitAllEnded(queued);
      assertThat(queued).hasSize(2).isSubsetOf(recorded);
      assertThat(ledger.executions().keySet()).isEqualTo(queued);
      ledger.assertNothingRepeated(queued);
    }
  }
}
