// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.cli.Cl;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A Beat and a worker, as real processes, whose file changes while they run. */
@Execution(ExecutionMode.CONCURRENT)
final class ConfigReloadIT {

  private static final int CHANGES = Integer.getInteger("cl.reload.changes", 26);
  private static final String OTHER =
      "  other: {cron: \"%d 3 * * *\", task: note, targets: [web]}\n";

  @TempDir private Path directory;

  private static String clYaml(String other) {
    return """
        workers: {web: {hostnames: [web01], concurrency: 20}}
        tasks:
          note: {command: ["true"]}
          slow: {command: [sleep, "20"]}
        schedules:
          tick: {every: 1s, task: note, targets: [web], catch_up: all, overlap: allow}
        """
        + other;
  }

  private Cl cl() {
    return new Cl(directory).clock(Clock.systemUTC());
  }

  /** Puts another file in place, as editors and configuration management do. */
  private void write(String text) {
    try {
      Path next = directory.resolve("next.yaml");
      Files.writeString(next, text);
      Files.move(
          next,
          directory.resolve("cl.yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_schedule_of_every_second_loses_and_doubles_nothing_while_others_change() throws Exception {
    try (TestSite site = TestSite.with(clYaml(OTHER.formatted(0))).in(directory).start()) {
      TestProcess beat = site.beatProcess();
      TestProcess worker = site.workerProcess("web01");
      worker.awaitLog("ready");
      beat.awaitLog("ready");
      String text = Files.readString(directory.resolve("cl.yaml"));
      ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(7));
      await().atMost(Duration.ofSeconds(60)).until(() -> states.read("tick").runs() >= 2);
      String slow = site.submit("slow", RunOn.ALL, "web").get(0);
      site.awaitStart(slow);
      Instant begin = Instant.now();

      for (int i = 1; i <= CHANGES; i++) {
        String changed = text.replace("\"0 3", "\"" + i % 60 + " 3");
        write(i % 25 == 0 ? changed.replace("task: note", "task: nothing") : changed);
        TimeUnit.MILLISECONDS.sleep(500);
        if (i == 25) {
          // A slow machine may take seconds for the change before.
          beat.awaitLog("has mistakes; the old one stays in use");
        }
      }
      write(text.replace("other:", "last:"));

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(cl().run("config", "show", "--running").out()).contains("last:"));
      beat.term();
      assertThat(beat.awaitExit()).isZero();
      // The look that the next Beat would take finds what this one left out.
      try (SimulatedBeat next = new SimulatedBeat(site.config(), InstantSource.system())) {
        await("a look after the last change")
            .until(
                () -> {
                  next.reconcile();
                  return states
                      .read("tick")
                      .checkedAt()
                      .filter(begin.plusMillis(500L * CHANGES)::isBefore)
                      .isPresent();
                });
      }

      assertThat(states.missed("tick", 1000)).isEmpty();
      List<RunRecord> runs =
          new RunRecords(site.redis())
              .list(10_000, run -> run.schedule().equals(Optional.of("tick")));
      List<Instant> due = runs.stream().map(run -> run.due().orElseThrow()).toList();
      assertThat(due).doesNotHaveDuplicates().hasSizeGreaterThan(CHANGES / 2);
      assertContiguous(new TreeSet<>(due));
      assertEachJobRanOnce(site, runs);
      assertThat(site.end(slow).state()).isEqualTo(JobState.SUCCESS);
      assertThat(site.end(slow).attempt()).isEqualTo(1);
      assertThat(beat.log()).contains("has mistakes; the old one stays in use", "; in use");
      assertThat(worker.log()).contains("; in use").doesNotContain("restart worker", " ERROR ");
    }
  }

  private static void assertContiguous(SortedSet<Instant> due) {
    Instant last = null;
    for (Instant at : due) {
      if (last != null) {
        assertThat(at).isEqualTo(last.plusSeconds(1));
      }
      last = at;
    }
  }

  private static void assertEachJobRanOnce(TestSite site, List<RunRecord> runs) {
    List<String> jobs = runs.stream().flatMap(run -> run.jobs().stream()).map(RunJob::id).toList();
    Results results = new Results(site.redis());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                results.findAll(jobs).values().stream().filter(JobResult::hasEnded).count()
                    == jobs.size());
    Map<JobState, Long> states =
        results.findAll(jobs).values().stream()
            .collect(Collectors.groupingBy(JobResult::state, Collectors.counting()));
    assertThat(states).containsOnlyKeys(JobState.SUCCESS);
    assertThat(results.findAll(jobs).values()).allMatch(result -> result.attempt() == 1);
  }

  @Test
  void what_beat_runs_is_compared_with_the_file_at_hand() throws Exception {
    try (TestSite site = TestSite.with(clYaml(OTHER.formatted(0))).in(directory).start()) {
      TestProcess beat = site.beatProcess();
      TestProcess worker = site.workerProcess("web01");
      worker.awaitLog("ready");
      beat.awaitLog("ready");
      String text = Files.readString(directory.resolve("cl.yaml"));
      await()
          .atMost(TestProcess.PATIENCE)
          .until(() -> cl().run("config", "show", "--running").exitCode() == 0);
      await()
          .atMost(TestProcess.PATIENCE)
          .until(() -> cl().run("task", "status", "--host", "web01").exitCode() == 0);
      assertThat(cl().run("config", "diff").out()).contains("no difference");
      assertThat(cl().run("schedule", "list").err()).isEmpty();

      Files.writeString(directory.resolve("mine.yaml"), text.replace("\"0 3", "\"0 4"));
      Cl.Ended diff = cl().run("config", "diff", "-c", "mine.yaml");
      Cl.Ended list = cl().run("schedule", "list", "-c", "mine.yaml");
      Files.writeString(
          directory.resolve("tasks.yaml"), text.replace("sleep, \"20\"", "sleep, \"21\""));
      Cl.Ended task =
          cl().run("task", "note", "--targets", "web", "-c", "tasks.yaml", "-o", "json");

      assertThat(diff.exitCode()).isEqualTo(1);
      assertThat(diff.out()).contains("0 3 * * * -> 0 4 * * *", "running on");
      assertThat(list.err()).contains("differs from the file of Beat", "in schedules; fix: ");
      assertThat(task.err()).contains("differs from the file of worker web01 in tasks; fix: ");
      assertThat(task.out()).startsWith("{").doesNotContain("differs");

      write(text.replace("sleep, \"20\"", "sleep, \"22\""));
      worker.awaitLog("changes=1; in use");
      write(text.replace("redis: {url:", "redis: {timeout: 3s, url:"));
      beat.awaitLog("was changed in \"redis\"; restart Beat to use it");
      worker.awaitLog("was changed in \"redis\"; restart worker web01 to use it");
    }
  }

  @Test
  void a_hangup_makes_beat_read_its_file_now() throws Exception {
    try (TestSite site = TestSite.with(clYaml(OTHER.formatted(0))).in(directory).start()) {
      TestProcess beat = site.beatProcess();
      beat.awaitLog("ready");

      beat.hangUp();
      write(Files.readString(directory.resolve("cl.yaml")).replace("other:", "another:"));
      beat.hangUp();

      beat.awaitLog("changes=1; in use");
      assertThat(beat.isAlive()).isTrue();
    }
  }
}
