// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The real routes of Beat with a real clock and a real Redis. */
@Execution(ExecutionMode.CONCURRENT)
class BeatIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        who: {script: 'echo "$CL_HOST $CL_SCHEDULE $CL_DUE"'}
      schedules:
        latest: {WHEN, task: who, targets: [web]}
        skipping: {WHEN, task: who, targets: [web01], catch_up: skip}
        everything: {WHEN, task: who, targets: [web02], catch_up: all, catch_up_window: 3m, overlap: allow}
        resting: {WHEN, task: who, targets: [web], enabled: false}
        paused: {WHEN, task: who, targets: [web]}
      """;

  private TestSite site;
  private ScheduleStates states;

  private void start(String due) {
    site = TestSite.of(CL_YAML.replace("WHEN", due));
    states = new ScheduleStates(site.redis(), Duration.ofDays(1));
    String longAgo = String.valueOf(Instant.now().minus(Duration.ofMinutes(10)).getEpochSecond());
    site.redis().jedis().hset("cl:schedule:{paused}", "paused", longAgo);
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  @Test
  void due_instants_without_a_beat_are_caught_up_by_policy() {
    start("cron: \"* * * * *\"");
    awaitMiddleOfMinute();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    site.config()
        .schedules()
        .keySet()
        .forEach(name -> states.recordChecked(name, now.minus(Duration.ofMinutes(5))));

    site.beat(EngineListener.NONE);
    await("reconciled")
        .atMost(Duration.ofSeconds(10))
        .until(() -> isChecked("everything") && isChecked("paused"));

    assertThat(due("latest")).containsExactly(now);
    assertThat(states.missed("latest", 10)).hasSize(4);
    assertThat(due("skipping")).isEmpty();
    assertThat(states.missed("skipping", 10)).hasSize(5);
    assertThat(due("everything"))
        .containsExactlyInAnyOrder(
            now, now.minus(Duration.ofMinutes(1)), now.minus(Duration.ofMinutes(2)));
    assertThat(states.missed("everything", 10)).hasSize(2);
    assertThat(due("resting")).isEmpty();
    assertThat(states.missed("resting", 10)).isEmpty();
    assertThat(due("paused")).isEmpty();
    assertThat(states.missed("paused", 10)).isEmpty();
  }

  @Test
  void a_due_schedule_runs_on_each_host_once_with_two_beats() {
    start("every: 20s");
    site.worker("web01");
    site.worker("web02");
    try (BeatProcess first = site.beat(EngineListener.NONE);
        BeatProcess second = Processes.beat(site.config(), "beat2")) {
      second.start();

      assertThat(first.context().isStarted()).isTrue();
      await("a due instant").atMost(Duration.ofSeconds(70)).until(() -> !due("latest").isEmpty());
      await("all schedules").until(() -> !due("everything").isEmpty());
      await("both Beats").until(() -> new Heartbeats(site.redis()).beats().size() == 2);
    }

    List<RunRecord> runs = runs("latest");
    assertThat(due("latest")).doesNotHaveDuplicates();
    for (RunRecord run : runs) {
      Instant due = run.due().orElseThrow();
      assertThat(run.jobs())
          .extracting(job -> stdout(site.end(job.id())))
          .containsExactly("web01 latest " + due + "\n", "web02 latest " + due + "\n");
    }
    assertThat(due("resting")).isEmpty();
    assertThat(due("paused")).isEmpty();
    assertThat(states.read("latest")).extracting(ScheduleState::runs).isEqualTo((long) runs.size());
  }

  private boolean isChecked(String schedule) {
    return states
        .read(schedule)
        .checkedAt()
        .filter(at -> at.isAfter(Instant.now().minusSeconds(30)))
        .isPresent();
  }

  /** So that no minute begins during the test. */
  private static void awaitMiddleOfMinute() {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              long second = Instant.now().getEpochSecond() % 60;
              return second >= 7 && second < 45;
            });
  }

  private List<Instant> due(String schedule) {
    return runs(schedule).stream().map(run -> run.due().orElseThrow()).toList();
  }

  private List<RunRecord> runs(String schedule) {
    return new RunRecords(site.redis())
        .list(100, run -> run.schedule().filter(schedule::equals).isPresent());
  }

  private static String stdout(JobResult result) {
    return result.outcome().orElseThrow().stdout();
  }
}
