// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A real Beat with intervals, whose clocks are Quartz. */
@Execution(ExecutionMode.CONCURRENT)
class EverySecondIT {

  private static final int SCHEDULES = 300;

  private static String file(String schedules) {
    return """
        workers: {web: {hostnames: [web01]}}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
        """
        + schedules;
  }

  @Test
  void three_hundred_schedules_of_every_second_run_in_each_second() {
    StringBuilder schedules = new StringBuilder();
    for (int i = 0; i < SCHEDULES; i++) {
      schedules.append("  s%d: {every: 1s, task: tick, targets: [web]}\n".formatted(i));
    }
    try (TestSite site = TestSite.of(file(schedules.toString()))) {
      ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(7));
      List<String> names = List.copyOf(site.config().schedules().keySet());
      try (BeatProcess beat = site.beat(EngineListener.NONE)) {
        assertThat(beat.context().getRoutesSize()).isGreaterThan(SCHEDULES);
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> states.readAll(names).values().stream().allMatch(s -> s.runs() >= 3));
      }
      // A machine that has no time to spare fires late, which the next look of a Beat finds. It
      // leaves the last seconds to the clocks, so look from a little later.
      try (SimulatedBeat next =
          new SimulatedBeat(site.config(), () -> Instant.now().plusSeconds(10))) {
        next.reconcile();
      }

      Map<String, List<RunRecord>> runs = bySchedule(site);
      for (String name : names) {
        List<Instant> known = new ArrayList<>(states.missed(name, 1000));
        runs.get(name).forEach(run -> known.add(run.due().orElseThrow()));
        equallySpaced(known, 1);
      }
    }
  }

  private static Map<String, List<RunRecord>> bySchedule(TestSite site) {
    return new RunRecords(site.redis())
        .list(100_000, run -> true).stream()
            .distinct()
            .collect(Collectors.groupingBy(run -> run.schedule().orElseThrow()));
  }

  @Test
  void each_multiple_of_an_interval_becomes_one_run() {
    String schedules =
        """
          two: {every: 2s, task: tick, targets: [web]}
          three: {every: 3s, task: tick, targets: [web]}
          once: {at: %s, task: tick, targets: [web], timezone: UTC}
        """
            .formatted(Instant.now().plusSeconds(20).toString().substring(0, 19));
    try (TestSite site = TestSite.of(file(schedules));
        BeatProcess beat = site.beat(EngineListener.NONE)) {
      assertThat(beat.context().getRoutesSize()).isGreaterThan(3);
      ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(7));

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> states.read("once").runs() == 1 && states.read("three").runs() >= 3);

      Map<String, List<RunRecord>> runs = bySchedule(site);
      assertThat(runs.get("once")).hasSize(1);
      equallySpaced(due(runs.get("two")), 2);
      equallySpaced(due(runs.get("three")), 3);
    }
  }

  private static List<Instant> due(List<RunRecord> runs) {
    return runs.stream().map(run -> run.due().orElseThrow()).toList();
  }

  private static void equallySpaced(List<Instant> instants, int seconds) {
    List<Instant> due = List.copyOf(new TreeSet<>(instants));
    assertThat(due).hasSameSizeAs(instants).allMatch(at -> at.getEpochSecond() % seconds == 0);
    for (int i = 1; i < due.size(); i++) {
      assertThat(due.get(i)).isEqualTo(due.get(i - 1).plusSeconds(seconds));
    }
  }
}
