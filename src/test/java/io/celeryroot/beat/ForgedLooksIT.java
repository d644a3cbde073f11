// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * Whoever may write to Redis keeps a live Beat away for ten minutes, and writes that somebody has
 * looked after the schedule meanwhile.
 */
final class ForgedLooksIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Instant START = Instant.parse("2026-06-01T12:00:30Z");
  private static final Instant BACK = START.plus(Duration.ofMinutes(10));
  private static final String KEY = Keys.schedule("s");

  private final AtomicReference<Instant> clock = new AtomicReference<>(START);
  private UnifiedJedis attacker;
  private SimulatedBeat beat;

  @BeforeEach
  void start() {
    attacker = server.redis().jedis();
    beat = new SimulatedBeat(config(), clock::get);
    beat.reconcile();
    clock.set(BACK);
  }

  private static ClConfig config() {
    return TestSite.config(
        """
        redis: %s
        workers: {web: {hostnames: [web01]}}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
          s: {cron: "* * * * *", task: tick, targets: [web], overlap: allow, catch_up: skip}
        """
            .formatted(server.url()));
  }

  @AfterEach
  void stop() {
    beat.close();
  }

  @Test
  void a_look_that_nobody_took_hides_no_due_instant() {
    attacker.hset(KEY, Map.of("checked_at", second(BACK.minusSeconds(6))));

    beat.reconcile();

    assertThat(missed()).isEqualTo(10);
    beat.reconcile();
    assertThat(missed()).isEqualTo(10);
  }

  @Test
  void neither_does_another_timetable_or_beginning() {
    attacker.hset(
        KEY,
        Map.of(
            "checked_at",
            second(BACK.minusSeconds(6)),
            "plan",
            "disabled",
            "since",
            second(BACK.plusSeconds(99))));

    beat.reconcile();

    assertThat(missed()).isEqualTo(10);
  }

  @Test
  void neither_does_a_schedule_of_which_everything_was_deleted() {
    attacker.del(KEY, Keys.decided("s"));

    beat.reconcile();

    assertThat(missed()).isEqualTo(10);
  }

  @Test
  void a_run_that_was_decided_and_is_nowhere_takes_place() {
    Instant due = Instant.parse("2026-06-01T12:05:00Z");
    attacker.hset(KEY, Map.of("checked_at", second(BACK.minusSeconds(6))));
    attacker.zadd(Keys.decided("s"), (double) due.getEpochSecond(), "run " + second(due));

    beat.reconcile();

    assertThat(attacker.exists(Keys.run("s-20260601T120500Z"))).isTrue();
  }

  @Test
  void a_look_while_no_beat_lived_hides_no_due_instant_from_the_next_beat() {
    lived(START);
    attacker.hset(KEY, Map.of("checked_at", second(BACK.minusSeconds(6))));

    try (SimulatedBeat next = new SimulatedBeat(config(), clock::get)) {
      next.reconcile();
    }

    assertThat(missed()).isEqualTo(10);
  }

  @Test
  void neither_does_a_look_in_the_future() {
    lived(START);
    attacker.hset(KEY, Map.of("checked_at", second(BACK.plusSeconds(86_400))));

    try (SimulatedBeat next = new SimulatedBeat(config(), clock::get)) {
      next.reconcile();
    }

    assertThat(missed()).isEqualTo(10);
  }

  @Test
  void a_schedule_that_nobody_has_looked_at_had_nothing_hidden_before_its_beginning() {
    lived(START);
    attacker.del(KEY);
    attacker.hset(KEY, Map.of("since", second(BACK)));

    try (SimulatedBeat next = new SimulatedBeat(config(), clock::get)) {
      next.reconcile();
    }

    assertThat(missed()).isZero();
  }

  @Test
  void a_new_schedule_was_not_due_before_anybody_knew_it() {
    lived(START);
    attacker.del(KEY);

    try (SimulatedBeat next = new SimulatedBeat(config(), clock::get)) {
      next.reconcile();
    }

    assertThat(missed()).isZero();
  }

  private void lived(Instant until) {
    attacker.zadd(
        Keys.LIVES, (double) until.getEpochSecond(), second(until.minus(Duration.ofHours(1))));
  }

  @Test
  void looks_of_another_beat_are_believed() {
    try (SimulatedBeat other = new SimulatedBeat(config(), clock::get)) {
      other.reconcile();
    }
    assertThat(missed()).isEqualTo(10);

    beat.reconcile();

    assertThat(missed()).isEqualTo(10);
    assertThat(attacker.zcard(Keys.RUNS)).isZero();
  }

  private static String second(Instant at) {
    return String.valueOf(at.getEpochSecond());
  }

  private static long missed() {
    return new ScheduleStates(server.redis(), TestRedis.KEPT).read("s").missed();
  }
}
