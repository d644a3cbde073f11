// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.ShiftedClock;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the wall clock of a machine on which Beat runs. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class ClockSetIT {

  private static final List<String> SCHEDULES = List.of("each", "latest", "never");
  private static final String SITE =
      """
      workers:
        web: {hostnames: [w0], concurrency: 4}
      schedules:
        each: {cron: "* * * * *", task: note, targets: [web], overlap: allow, catch_up: all, catch_up_window: 2h}
        latest: {cron: "* * * * *", task: note, targets: [web], overlap: allow, catch_up: latest, catch_up_window: 2h}
        never: {cron: "* * * * *", task: note, targets: [web], overlap: allow, catch_up: skip}
      """;

  /** Longer than the 5 s that the youngest due instants are left to the clock of Beat. */
  private static final Duration MARGIN = Duration.ofSeconds(6);

  @TempDir private Path directory;

  private TestSite site;
  private Ledger ledger;
  private ScheduleStates states;

  @Test
  void a_wall_clock_set_while_beat_runs_neither_loses_nor_repeats_runs() {
    ShiftedClock clock = ShiftedClock.in(directory.resolve("clock"));
    site = Notes.site(directory, SITE);
    try (TestSite closed = site) {
      ledger = new Ledger(closed);
      states = new ScheduleStates(site.redis(), site.config().resultsKept());
      // A Beat had them before this machine started, so its clock is not what they are new by.
      states.begin(SCHEDULES, clock.now().minus(Duration.ofDays(3000)));
      states.recordChecked(SCHEDULES, clock.now().minusSeconds(10));
      site.workerProcess("w0");
      TestProcess beat = site.beatProcess(clock.environment());
      beat.awaitLog("ready");
      Instant since = awaitLook(clock, clock.now());

      clock.set(Duration.ofMinutes(10));
      assertAllIsKnown(since, awaitLook(clock, clock.now()));
      assertThat(missed("never")).hasSizeGreaterThan(8);
      clock.set(Duration.ofMinutes(-3));
      Instant back = clock.now();
      await("a look after the clock was set back")
          .atMost(TestProcess.PATIENCE)
          .until(() -> checked("never").isBefore(back.plusSeconds(60)));
      assertThat(missed("never")).allMatch(instant -> !instant.isAfter(back.plusSeconds(60)));
      clock.set(Duration.ofMinutes(15));
      assertAllIsKnown(since, awaitLook(clock, clock.now()));

      SCHEDULES.forEach(
          name -> assertThat(states.read(name).missed()).as(name).isEqualTo(missed(name).size()));
      assertThat(missed("each")).isEmpty();
      List<String> jobs =
          runs().stream().flatMap(run -> run.jobs().stream()).map(j -> j.id()).toList();
      ledger.awaitAllEnded(jobs);
      // Runs that came due since the jobs were listed may be among them.
      assertThat(ledger.executions()).containsKeys(jobs.toArray(String[]::new));
      assertThat(ledger.executions().values()).allMatch(List.of(1)::equals);
      assertThat(beat.isAlive()).isTrue();
    }
  }

  /** Each due instant became one run of its schedule, or was missed; gives nothing back. */
  private void assertAllIsKnown(Instant since, Instant until) {
    List<Instant> due =
        site.config().schedules().get("each").timetable().between(since, until, 100);
    for (String name : SCHEDULES) {
      List<Instant> known = new ArrayList<>(missed(name));
      runs().stream()
          .filter(run -> run.schedule().orElseThrow().equals(name))
          .forEach(run -> known.add(run.due().orElseThrow()));
      assertThat(known).as(name).doesNotHaveDuplicates().containsAll(due);
    }
  }

  /** Returns the time up to which Beat has looked, which is about {@code now}. */
  private Instant awaitLook(ShiftedClock clock, Instant now) {
    await("a look up to " + now + " of a Beat whose clock shows " + clock.now())
        .atMost(TestProcess.PATIENCE.multipliedBy(2))
        .until(
            () ->
                SCHEDULES.stream()
                    .map(this::checked)
                    .allMatch(at -> !at.isBefore(now.minus(MARGIN))));
    return SCHEDULES.stream().map(this::checked).min(Instant::compareTo).orElseThrow();
  }

  private Instant checked(String schedule) {
    return states.read(schedule).checkedAt().orElse(Instant.EPOCH);
  }

  private List<Instant> missed(String schedule) {
    return states.missed(schedule, 1000);
  }

  private List<RunRecord> runs() {
    return new RunRecords(site.redis()).list(1000, run -> true);
  }
}
