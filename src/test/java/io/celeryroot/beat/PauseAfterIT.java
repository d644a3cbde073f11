// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A schedule whose jobs fail, with a real worker. */
class PauseAfterIT {

  @TempDir private Path directory;

  private static TestSite site(Path flag) {
    return TestSite.of(
        """
        workers: {web: {hostnames: [web01]}}
        tasks: {check: {command: [test, -e, %s]}}
        schedules:
          s: {cron: "* * * * *", task: check, targets: [web], pause_after: 3}
        """
            .formatted(flag));
  }

  /** Fires for a minute, and waits for the end of its job if there is a run. */
  private static boolean fire(TestSite site, SimulatedBeat beat, Instant minute) {
    beat.fire(minute);
    String run = RunIds.due("s", minute);
    boolean hasRun = new RunRecords(site.redis()).find(run).isPresent();
    if (hasRun) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  new Results(site.redis())
                      .find(run + ".web01")
                      .filter(result -> result.state().isTerminal())
                      .isPresent());
    }
    return hasRun;
  }

  @Test
  void a_workflow_pauses_its_schedule_after_failed_runs_and_not_after_cancelled_ones() {
    try (TestSite site =
            TestSite.of(
                """
                workers: {web: {hostnames: [web01]}}
                tasks: {bad: {command: ["false"]}, good: {command: ["true"]}}
                schedules:
                  s:
                    cron: "* * * * *"
                    pause_after: 2
                    tasks:
                      - {task: bad, targets: [web]}
                      - {task: good, targets: [web], always: true}
                """);
        WorkerProcess worker = site.worker("web01");
        SimulatedBeat beat = new SimulatedBeat(site.config(), Instant::now)) {
      assertThat(worker).isNotNull();
      WorkflowStates flows = new WorkflowStates(site.redis(), Duration.ofDays(7));
      ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(7));
      Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(3600);
      for (int i = 0; i < 3; i++) {
        String run = RunIds.due("s", minute.plusSeconds(60L * i));
        beat.fire(minute.plusSeconds(60L * i));
        if (i == 1) {
          beat.cancel(run);
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  beat.goOn();
                  return flows.find(run).filter(WorkflowState::hasEnded).isPresent();
                });
        assertThat(states.read("s").isPaused()).as("after run %d", i).isFalse();
      }

      beat.fire(minute.plusSeconds(180));

      assertThat(flows.find(RunIds.due("s", minute.plusSeconds(60))).flatMap(WorkflowState::end))
          .map(Ending::outcome)
          .contains(Outcome.CANCELLED);
      assertThat(states.read("s").paused().flatMap(Paused::why)).contains("2 failures in a row");
      assertThat(flows.find(RunIds.due("s", minute.plusSeconds(180)))).isEmpty();
    }
  }

  @Test
  void after_three_failures_in_a_row_a_schedule_pauses_itself_and_says_why() throws Exception {
    Path flag = directory.resolve("flag");
    Files.createFile(flag);
    try (TestSite site = site(flag);
        WorkerProcess worker = site.worker("web01");
        SimulatedBeat beat = new SimulatedBeat(site.config(), Instant::now)) {
      assertThat(worker).isNotNull();
      ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(7));
      Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(3600);
      assertThat(fire(site, beat, minute)).isTrue();
      Files.delete(flag);

      for (int i = 1; i <= 3; i++) {
        assertThat(fire(site, beat, minute.plusSeconds(60L * i))).as("failure %d", i).isTrue();
      }

      ListAppender<ILoggingEvent> log = new ListAppender<>();
      log.start();
      Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.beat");
      logger.addAppender(log);
      assertThat(fire(site, beat, minute.plusSeconds(240))).isFalse();
      logger.detachAppender(log);
      assertThat(log.list)
          .filteredOn(event -> event.getLevel() == Level.ERROR)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "schedule s: paused after 3 failures in a row; when it is mended: cl schedule resume"
                  + " s");
      assertThat(states.read("s").isPaused()).isTrue();
      assertThat(states.read("s").paused().flatMap(Paused::why)).contains("3 failures in a row");
      assertThat(states.read("s").wasPausedAt(minute.plusSeconds(240)))
          .as("what it kept from running is not missed")
          .isTrue();

      Files.createFile(flag);
      new SchedulePauses(site.redis()).resume("s");
      Instant later = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);
      assertThat(fire(site, beat, later)).isTrue();
      assertThat(states.read("s").paused().flatMap(Paused::why)).isEmpty();
    }
  }
}
