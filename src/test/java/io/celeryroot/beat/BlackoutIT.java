// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Beat with calendars; the clock is the test's. */
class BlackoutIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Instant EVE = Instant.parse("2026-12-23T22:59:30Z");
  private static final Instant END = Instant.parse("2026-12-26T23:00:00Z");

  private final AtomicReference<Instant> clock = new AtomicReference<>(EVE);
  private Redis redis;
  private ScheduleStates states;

  @BeforeEach
  void connect() {
    redis = server.redis();
    states = new ScheduleStates(redis, Duration.ofDays(7));
  }

  private static ClConfig config(String schedule) {
    return TestSite.config(
        """
        redis: %s
        workers:
          web: {hostnames: [web01]}
          db: {hostnames: [db01], blackout: christmas}
        calendars:
          christmas: {dates: 2026-12-24..2026-12-26, timezone: Europe/Berlin}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
          s: {task: tick, %s}
        """
            .formatted(server.url(), schedule)
            .replace("task: tick, tasks:", "tasks:"));
  }

  /** By due instant and host. */
  private Map<String, String> outcomes(ClConfig config) {
    Map<String, String> outcomes = new TreeMap<>();
    for (RunView run : new Monitor(redis, config).runs(100, any -> true)) {
      for (JobView job : run.jobs()) {
        String host = job.target().orElseThrow().label();
        outcomes.put(
            run.run().due().orElseThrow() + " " + host,
            job.result()
                .map(result -> result.outcome())
                .orElse(Optional.empty())
                .map(o -> o.text())
                .orElse("waits"));
      }
    }
    return outcomes;
  }

  private long waiting(String role, String host) {
    Target target = new Target(role, role + "_tasks", Optional.of(host));
    return new QueueReader(redis).waiting(target).size();
  }

  @Test
  void a_due_instant_in_a_blackout_is_on_record_as_skipped_with_the_calendar() {
    ClConfig config = config("cron: '@hourly', targets: [web], blackout: christmas");
    Instant due = EVE.plusSeconds(30);

    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.fire(due);
      beat.fire(due);
    }

    assertThat(outcomes(config)).isEqualTo(Map.of(due + " web01", "skipped (blackout christmas)"));
    assertThat(waiting("web", "web01")).isZero();
    assertThat(states.read("s").lastDue()).contains(due);
  }

  @Test
  void the_blackout_of_a_role_keeps_its_hosts_and_no_others() {
    ClConfig config = config("cron: '@hourly', targets: [web, db]");
    Instant due = EVE.plusSeconds(30);

    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.fire(due);
    }

    assertThat(outcomes(config))
        .isEqualTo(Map.of(due + " web01", "waits", due + " db01", "skipped (blackout christmas)"));
    assertThat(waiting("web", "web01")).isEqualTo(1);
    assertThat(waiting("db", "db01")).isZero();
  }

  @Test
  void the_blackout_of_one_role_keeps_a_whole_workflow_from_running() {
    ClConfig config =
        config(
            "tasks: [{task: tick, targets: [web]}, {task: tick, targets: [db], always: true}],"
                + " cron: '@hourly'");
    Instant due = EVE.plusSeconds(30);

    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.fire(due);
      beat.fire(due);
      beat.goOn();
    }

    assertThat(new Monitor(redis, config).runs(100, any -> true))
        .singleElement()
        .satisfies(run -> assertThat(run.word()).contains("skipped (blackout christmas)"))
        .satisfies(run -> assertThat(run.jobs()).isEmpty());
    assertThat(waiting("web", "web01")).isZero();
    assertThat(states.read("s").lastDue()).contains(due);
  }

  @Test
  void after_a_blackout_a_workflow_runs_once() {
    ClConfig config =
        config(
            "tasks: [{task: tick, targets: [web]}], cron: '30 12 * * *', blackout: christmas,"
                + " after: run");
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      for (int day = 1; day <= 3; day++) {
        beat.fire(Instant.parse("2026-12-2" + (3 + day) + "T12:30:00Z"));
      }
      beat.fire(END);
      beat.fire(END.plusSeconds(60));
    }

    List<String> words =
        new Monitor(redis, config)
            .runs(100, any -> true).stream().map(run -> run.word().orElse("")).toList();
    assertThat(words).hasSize(4).contains("running (step 1 of 1)");
    assertThat(words).filteredOn("skipped (blackout christmas)"::equals).hasSize(3);
    assertThat(waiting("web", "web01")).isEqualTo(1);
  }

  @Test
  void what_was_due_in_a_blackout_without_a_beat_is_skipped_and_not_missed() {
    ClConfig config =
        config("cron: '@hourly', targets: [web], blackout: christmas, catch_up_window: 3h");
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.reconcile();
      clock.set(EVE.plus(Duration.ofHours(6)).plusSeconds(60));
      beat.reconcile();
    }

    assertThat(outcomes(config))
        .hasSize(3)
        .allSatisfy(
            (due, outcome) -> assertThat(outcome).isEqualTo("skipped (blackout christmas)"));
    assertThat(states.read("s").missedTotal()).isZero();
  }

  @Test
  void after_a_blackout_one_run_makes_up_for_what_was_due_in_it() {
    ClConfig config =
        config("cron: '30 12 * * *', targets: [web], blackout: christmas, after: run");
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.reconcile();
      for (Instant minute = EVE.plusSeconds(30);
          minute.isBefore(END.plusSeconds(7200));
          minute = minute.plusSeconds(1800)) {
        clock.set(minute);
        beat.fire(minute);
      }
    }

    Map<String, String> outcomes = outcomes(config);
    assertThat(outcomes).hasSize(4);
    assertThat(outcomes.get(END + " web01")).isEqualTo("waits");
    outcomes.remove(END + " web01");
    assertThat(outcomes.values()).containsOnly("skipped (blackout christmas)");
  }
}
