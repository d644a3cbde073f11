// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.cli.Cl;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each transition of a workflow, as the last thing that a process does. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
@Execution(ExecutionMode.CONCURRENT)
class WorkflowCrashIT {

  private static final int KILLED = 137;
  private static final int MISSED = 8;
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** Steps of a Beat; some of many runs is always at each. */
  private static final List<String> OF_BEAT =
      List.of(
          "listing workflow:2",
          "writing the record of run:2",
          "starting workflow:2",
          "beginning of workflow",
          "beginning step 1 of workflow:2",
          "enqueueing:2",
          "recording the queued jobs of step 1",
          "recording a due instant:2",
          "ending step 1",
          "beginning step 2",
          "recording the queued jobs of step 2",
          "beginning wave 2 of step 2",
          "jobs are skipped",
          "ending step 2",
          "beginning step 3",
          "recording the queued jobs of step 3",
          "ending step 3",
          "ending of workflow",
          "closing workflow");

  /** Steps of who cancels a run; the last are those of a Beat that goes on. */
  private static final List<String> OF_CANCEL =
      List.of(
          "stopping of workflow",
          "stopping step 1",
          "recording REVOKED",
          "recording the cancelled jobs of step 1");

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [w0, w1], concurrency: 4}
        away: {hostnames: [gone]}
      schedules:
        good:
          every: 5s
          catch_up: all
          catch_up_window: 10h
          overlap: allow
          tasks:
            - {task: note, targets: [web]}
            - {task: note, targets: [web], batch: 1}
            - {task: note, targets: [w0], always: true}
        bad:
          every: 5s
          catch_up: all
          catch_up_window: 10h
          overlap: queue
          tasks:
            - {task: note, targets: [w0]}
            - {task: fail, targets: [web], batch: 1}
            - {task: note, targets: [w1], always: true}
      workflows:
        stuck:
          overlap: allow
          tasks:
            - {task: note, targets: [gone]}
            - {task: note, targets: [w0]}
            - {task: note, targets: [w1], always: true}
      """;

  @TempDir private Path directory;

  @Test
  void a_beat_killed_at_any_transition_neither_loses_nor_doubles_a_step() throws IOException {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      ScheduleStates states = new ScheduleStates(site.redis(), site.config().resultsKept());
      Instant now = site.redis().serverTime().truncatedTo(ChronoUnit.MINUTES);
      Instant since = now.minus(PERIOD.multipliedBy(MISSED));
      List.of("good", "bad").forEach(schedule -> states.recordChecked(schedule, since));
      site.worker("w0");
      site.worker("w1");

      for (String step : OF_BEAT) {
        Deaths.ofBeat(site, step);
      }
      TestProcess last = site.beatProcess();
      List<String> good = due("good", since);
      List<String> bad = due("bad", since);
      awaitEnd(site, good);
      awaitEnd(site, bad);

      good.forEach(run -> assertThat(steps(site, run)).as(run).containsExactly("ok", "ok", "ok"));
      bad.forEach(
          run ->
              assertThat(steps(site, run))
                  .as(run)
                  .containsExactly("ok", "failed (1 of 1 job)", "ok"));
      assertInOrder(good, 2, 2, 1);
      assertInOrder(bad, 1, 1, 1);
      assertThat(last.isAlive()).isTrue();
    }
  }

  @Test
  void whoever_is_killed_while_a_run_is_cancelled_its_always_steps_run() throws IOException {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      site.worker("w0");
      site.worker("w1");
      List<String> runs = new ArrayList<>();
      for (String step : OF_CANCEL) {
        Cl.Ended start = new Cl(directory).clock(Clock.systemUTC()).run("workflow", "run", "stuck");
        assertThat(start.exitCode()).as(start.toString()).isZero();
        String run = new RunRecords(site.redis()).list(1, any -> true).get(0).id();
        runs.add(run);

        TestProcess cancel = site.cl(List.of(TestSite.crashAfter(step)), "task", "cancel", run);

        assertThat(cancel.awaitExit()).as(step + "\n" + cancel).isEqualTo(KILLED);
      }
      site.beatProcess();
      awaitEnd(site, runs);

      for (String run : runs) {
        assertThat(steps(site, run))
            .as(run)
            .containsExactly("cancelled", "skipped (cancelled)", "ok");
      }
      assertInOrder(runs, 0, 0, 1);
    }
  }

  private static List<String> due(String schedule, Instant since) {
    return IntStream.range(1, MISSED)
        .mapToObj(i -> RunIds.due(schedule, since.plus(PERIOD.multipliedBy(i))))
        .toList();
  }

  private static void awaitEnd(TestSite site, List<String> runs) {
    WorkflowStates states = new WorkflowStates(site.redis(), site.config().resultsKept());
    await("end of all runs")
        .atMost(TestProcess.PATIENCE.multipliedBy(2))
        .untilAsserted(
            () ->
                assertThat(runs)
                    .allMatch(run -> states.find(run).filter(WorkflowState::hasEnded).isPresent()));
  }

  private static List<String> steps(TestSite site, String run) {
    WorkflowState state =
        new WorkflowStates(site.redis(), site.config().resultsKept()).find(run).orElseThrow();
    assertThat(state.end().map(Ending::outcome).orElseThrow()).isNotEqualTo(Outcome.SKIPPED);
    return state.steps().stream()
        .map(StepState::end)
        .map(end -> end.map(Ending::text).orElse("open"))
        .toList();
  }

  /** Executions of each run: so many for each step, each job once, and one step after the other. */
  private void assertInOrder(List<String> runs, int... executions) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("notes"));
    for (String run : runs) {
      Map<Integer, List<Integer>> places = new TreeMap<>();
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        String job = lines.get(i).replaceFirst(" .*", "");
        if (job.startsWith(run + "+")) {
          jobs.add(job);
          int step = Integer.parseInt(job.substring(run.length() + 1).replaceFirst("[.].*", ""));
          places.computeIfAbsent(step, key -> new ArrayList<>()).add(i);
        }
      }
      assertThat(jobs).as(run).doesNotHaveDuplicates();
      int before = -1;
      for (int step = 1; step <= executions.length; step++) {
        List<Integer> own = places.getOrDefault(step, List.of());
        assertThat(own).as(run + " step " + step).hasSize(executions[step - 1]);
        int last = before;
        assertThat(own).as(run + " step " + step).allMatch(place -> place > last);
        before = own.isEmpty() ? before : own.get(own.size() - 1);
      }
    }
  }
}
