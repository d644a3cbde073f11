// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Losses;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The short forms of {@code bench/run scene} and {@code bench/run scene-minute}. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class SceneIT {

  private static final int CONCURRENCY = 4;
  private static final Duration PERIOD = Duration.ofSeconds(20);
  private static final int SCHEDULES = 20;
  private static final int MANY_SCHEDULES = 300;
  private static final Target ROLE = new Target("web", "web_tasks", Optional.empty());
  private static final Target HOST = new Target("web", "web_tasks", Optional.of("w1"));
  private static final String WORKERS =
      "workers: {web: {hostnames: [w1, w2, w3], concurrency: %d}}%n".formatted(CONCURRENCY);

  @TempDir private Path directory;

  private static String schedules(int count, String targets) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "  s%d: {every: 20s, task: note, %s, overlap: allow, catch_up: all}"
                    .formatted(i, targets))
        .collect(Collectors.joining("\n", "schedules:\n", "\n"));
  }

  @Test
  void a_frozen_beat_a_dead_beat_and_a_dead_worker_lose_and_double_no_run() throws Exception {
    String schedules = schedules(SCHEDULES, "targets: [web], run_on: any");
    try (TestSite site = Notes.site(directory, WORKERS + schedules)) {
      TestProcess dying = site.workerProcess("w2");
      List<TestProcess> beats = List.of(site.beatProcess(), site.beatProcess());
      List.of("w1", "w3").forEach(site::worker);
      site.beat(EngineListener.NONE);
      dying.awaitLog("ready");
      beats.forEach(beat -> beat.awaitLog("ready"));
      Instant began = Instant.now();
      Instant due = next(began.plusSeconds(12));

      awaitInstant(due.minusSeconds(12));
      List<String> submitted = new ArrayList<>(submitUntil(site, due.minusSeconds(6)));
      dying.kill();
      beats.get(1).freeze();
      submitted.addAll(submitUntil(site, due.minusMillis(500)));
      beats.get(0).kill();
      submitted.addAll(submitUntil(site, due.plusSeconds(4)));
      beats.get(1).thaw();

      Set<String> expected = dueJobs(SCHEDULES, began, due, ROLE);
      expected.addAll(submitted);
      Ledger ledger = new Ledger(site);
      await("all due runs")
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(() -> assertThat(ledger.enqueued("web_tasks")).containsAll(expected));
      Set<String> all = ledger.enqueued("web_tasks");
      ledger.awaitAllEnded(all);
      ledger.assertNothingRepeated(all);
      // The next due instant may have come by now.
      assertThat(ledger.executions().keySet())
          .containsAll(all)
          .isSubsetOf(ledger.enqueued("web_tasks"));
      assertThat(ledger.results(all).values())
          .allMatch(result -> result.state() == JobState.SUCCESS);
      assertThat(ledger.results(all).values().stream().mapToInt(Losses::of).sum())
          .as("attempts of the dead worker")
          .isLessThanOrEqualTo(CONCURRENCY);
    }
  }

  /** Submits about 80 runs a second. */
  private static List<String> submitUntil(TestSite site, Instant end) throws InterruptedException {
    List<String> submitted = new ArrayList<>();
    while (Instant.now().isBefore(end)) {
      submitted.addAll(site.submit("note", RunOn.ANY, "web"));
      Rounds.letPass(10);
    }
    return submitted;
  }

  /** The first instant after a time at which the schedules are due. */
  private static Instant next(Instant after) {
    long seconds = PERIOD.toSeconds();
    return Instant.ofEpochSecond((after.getEpochSecond() / seconds + 1) * seconds);
  }

  /** The jobs of all schedules for each due instant after one time and up to another. */
  private static Set<String> dueJobs(int schedules, Instant after, Instant until, Target target) {
    Set<String> jobs = new HashSet<>();
    for (Instant due = next(after); !due.isAfter(until); due = due.plus(PERIOD)) {
      for (int i = 0; i < schedules; i++) {
        jobs.add(RunIds.job(RunIds.due("s" + i, due), target));
      }
    }
    return jobs;
  }

  @Test
  void schedules_that_are_all_due_while_beat_is_killed_become_one_run_each() {
    String schedules = schedules(MANY_SCHEDULES, "targets: [w1]");
    try (TestSite site = Notes.site(directory, WORKERS + schedules)) {
      TestProcess beat = site.beatProcess();
      beat.awaitLog("ready");
      Instant began = Instant.now();
      Instant due = next(began.plusSeconds(2));
      awaitInstant(due.minusMillis(500));

      beat.kill();
      site.beatProcess();
      site.beat(EngineListener.NONE);

      Set<String> jobs = dueJobs(MANY_SCHEDULES, began, due, HOST);
      await("all due runs")
          .atMost(TestProcess.PATIENCE)
          .until(() -> queued(site).containsAll(jobs));
      assertThat(queued(site)).containsOnlyOnceElementsOf(jobs);
    }
  }

  private static void awaitInstant(Instant instant) {
    await("the time")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Instant.now().isAfter(instant));
  }

  /** IDs of the jobs that wait, as often as they do. */
  private static List<String> queued(TestSite site) {
    Function<String, String> id = entry -> entry.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    return site.redis().jedis().lrange(HOST.list(), 0, -1).stream().map(id).toList();
  }
}
