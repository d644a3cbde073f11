// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.beat.reconcile.ClockWatch;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a Beat does about due instants at which no Beat was there; the clock is the test's. */
class CatchUpIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Instant T0 = Instant.parse("2026-06-01T12:00:30Z");
  private final AtomicReference<Instant> clock = new AtomicReference<>(T0);
  private Redis redis;
  private ScheduleStates states;

  @BeforeEach
  void connect() {
    redis = server.redis();
    states = new ScheduleStates(redis, Duration.ofDays(7));
  }

  private static ClConfig config(String rest) {
    return config("* * * * *", rest);
  }

  private static ClConfig config(String cron, String rest) {
    return configOf("cron: \"" + cron + "\"", rest);
  }

  private static ClConfig configOf(String when, String rest) {
    String text =
        """
        redis: %s
        workers: {web: {hostnames: [web01]}}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
          s: {%s, task: tick, targets: [web], overlap: allow%s}
        """
            .formatted(server.url(), when, rest.isEmpty() ? "" : ", " + rest);
    return TestSite.config(text);
  }

  /** A Beat that starts, looks once at a time, and is gone. */
  private void beat(ClConfig config, Instant... times) {
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      for (Instant time : times) {
        clock.set(time);
        beat.reconcile();
      }
    }
  }

  private List<Instant> runs() {
    Set<Instant> due = new TreeSet<>();
    List<RunRecord> runs = new RunRecords(redis).list(5000, run -> true);
    runs.forEach(run -> due.add(run.due().orElseThrow()));
    assertThat(due).hasSameSizeAs(runs);
    return List.copyOf(due);
  }

  private List<Instant> missed() {
    List<Instant> missed = new ArrayList<>(states.missed("s", 2000));
    missed.sort(null);
    return missed;
  }

  private static List<Instant> minutes(Instant after, Instant until) {
    return config("").schedules().get("s").timetable().between(after, until, 5000);
  }

  @ParameterizedTest(name = "missed={0} {1} window={2}: runs={3}")
  @CsvSource({
    "0, skip, 24h, 0",
    "1, skip, 24h, 0",
    "5, skip, 24h, 0",
    "1000, skip, 24h, 0",
    "0, latest, 24h, 0",
    "1, latest, 24h, 1",
    "5, latest, 24h, 1",
    "1000, latest, 24h, 1",
    "0, all, 24h, 0",
    "1, all, 24h, 1",
    "5, all, 24h, 5",
    "1000, all, 24h, 1000",
    "5, latest, 10s, 0",
    "1000, latest, 10s, 0",
    "5, all, 10s, 0",
    "1000, all, 10s, 0",
    "5, all, 3m, 3",
    "1000, all, 3m, 3",
    "1000, latest, 3m, 1",
    "5, skip, 3m, 0",
    "1, all, 10s, 0",
    "1, latest, 10s, 0",
    "0, all, 10s, 0",
  })
  void each_instant_without_a_beat_runs_by_policy_or_is_recorded(
      int missed, String policy, String window, int runs) {
    ClConfig config = config("catch_up: " + policy + ", catch_up_window: " + window);
    Instant back = T0.plus(Duration.ofMinutes(missed));
    beat(config, T0);

    beat(config, back);
    beat(config, back.plusSeconds(10));

    List<Instant> due = minutes(T0, back);
    assertThat(runs()).isEqualTo(due.subList(missed - runs, missed));
    assertThat(missed()).isEqualTo(due.subList(0, missed - runs));
    assertThat(states.read("s").missed()).isEqualTo(missed - runs);
  }

  @ParameterizedTest(name = "{0} {1}: runs={2} missed={3}")
  @CsvSource({
    "every: 90s, all, 40, 0",
    "every: 90s, latest, 1, 39",
    "every: 90s, skip, 0, 40",
    "at: 2026-06-01T12:30, latest, 1, 0",
    "at: 2026-06-01T12:30, skip, 0, 1"
  })
  void intervals_and_single_times_are_caught_up_by_policy(
      String when, String policy, int runs, int missed) {
    ClConfig config = configOf(when, "catch_up: " + policy);
    beat(config, T0);

    beat(config, T0.plus(Duration.ofMinutes(60)));
    beat(config, T0.plus(Duration.ofMinutes(61)));

    List<Instant> due =
        config.schedules().get("s").timetable().between(T0, T0.plus(Duration.ofMinutes(60)), 50);
    assertThat(runs()).isEqualTo(due.subList(missed, missed + runs));
    assertThat(missed()).isEqualTo(due.subList(0, missed));
  }

  /** A Beat that looks once a minute, on a machine whose clock is set from T0 to another time. */
  private void beatOnSetClock(ClConfig config, Duration by) {
    AtomicLong awake = new AtomicLong(100);
    Supplier<ClockWatch.Reading> clocks =
        () ->
            new ClockWatch.Reading(
                clock.get(),
                Duration.ofSeconds(awake.get()).toNanos(),
                Optional.of(Duration.ofSeconds(awake.get())));
    try (SimulatedBeat beat = new SimulatedBeat(clocks, config)) {
      clock.set(T0);
      beat.reconcile();
      awake.addAndGet(60);
      clock.set(T0.plusSeconds(60).plus(by));
      beat.reconcile();
    }
  }

  @Test
  void instants_that_passed_on_a_wrong_clock_are_not_missed() {
    ClConfig config = config("catch_up: latest");

    beatOnSetClock(config, Duration.ofDays(2));

    assertThat(missed()).isEmpty();
    assertThat(states.read("s").missedTotal()).isZero();
    assertThat(runs())
        .containsExactly(
            T0.plus(Duration.ofDays(2)).plusSeconds(30).truncatedTo(ChronoUnit.MINUTES));
  }

  @Test
  void what_was_due_while_the_machine_was_off_is_missed_however_its_clock_starts() {
    ClConfig config = config("catch_up: latest");
    Instant dayBefore = T0.minus(Duration.ofHours(1));
    beat(config, dayBefore);

    beatOnSetClock(config, Duration.ofHours(2));

    List<Instant> due = minutes(dayBefore, T0.plusSeconds(60).plus(Duration.ofHours(2)));
    List<Instant> known = new ArrayList<>(missed());
    known.addAll(runs());
    known.sort(null);
    assertThat(known).isEqualTo(due);
    assertThat(states.read("s").missedTotal()).isGreaterThan(150);
  }

  /** More than are decided about in one look. */
  @ParameterizedTest
  @CsvSource({"latest, 1", "skip, 0"})
  void of_more_instants_than_one_look_decides_about_none_vanishes(String policy, int runs) {
    ClConfig config = config("catch_up: " + policy + ", catch_up_window: 8d");
    int minutes = 8 * 24 * 60;
    Instant back = T0.plus(Duration.ofMinutes(minutes));
    beat(config, T0);

    beat(config, back.plusSeconds(10));

    assertThat(runs()).isEqualTo(List.of(back.truncatedTo(ChronoUnit.MINUTES)).subList(0, runs));
    assertThat(states.read("s").missedTotal()).isEqualTo(minutes - runs);
  }

  @Test
  void the_log_names_missed_instants_and_the_configured_policy() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.beat");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    ClConfig config = config("catch_up: skip, catch_up_window: 1h");

    beat(config, T0);
    beat(config, T0.plus(Duration.ofMinutes(5)));
    logger.detachAppender(log);
    logger.setLevel(null);

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("schedule s: missed=5 from ")
                    .endsWith("; catch_up is skip, window 1h"));
  }

  @Test
  void a_beat_that_is_stopped_while_it_catches_up_leaves_the_rest_to_the_next_one() {
    ClConfig config = config("catch_up: all");
    beat(config, T0);
    Instant back = T0.plus(Duration.ofMinutes(20));
    clock.set(back);

    try (SimulatedBeat stopped = new SimulatedBeat(config, clock::get)) {
      stopped.endAfter(3);
      stopped.reconcile();
    }
    assertThat(runs()).hasSize(3);

    beat(config, back);
    assertThat(runs()).isEqualTo(minutes(T0, back));
    assertThat(missed()).isEmpty();
  }

  @Test
  void a_new_schedule_has_missed_nothing() {
    beat(config("catch_up: all, catch_up_window: 7d"), T0);

    assertThat(runs()).isEmpty();
    assertThat(missed()).isEmpty();
  }

  @Test
  void a_due_instant_between_the_first_run_and_the_first_look_is_not_lost() {
    ClConfig config = config("catch_up: skip");
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.fire(Instant.parse("2026-06-01T12:01:00Z"));
      beat.fire(Instant.parse("2026-06-01T12:03:00Z"));
      clock.set(Instant.parse("2026-06-01T12:03:30Z"));
      beat.reconcile();
      clock.set(Instant.parse("2026-06-01T12:04:30Z"));
      beat.reconcile();
    }

    assertThat(missed())
        .containsExactly(
            Instant.parse("2026-06-01T12:02:00Z"), Instant.parse("2026-06-01T12:04:00Z"));
  }

  @Test
  void a_first_run_on_record_after_the_first_look_counts_from_its_due_instant() {
    Instant late = T0.minusSeconds(10);
    try (SimulatedBeat beat =
        new SimulatedBeat(configOf("every: 1s", "catch_up: skip"), clock::get)) {
      beat.reconcile();
      beat.fire(late);
    }
    beat(configOf("every: 1s", "catch_up: skip"), T0.plusSeconds(10));

    assertThat(runs()).containsExactly(late);
    assertThat(missed()).hasSize(15).startsWith(late.plusSeconds(1)).endsWith(T0.plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_first_run_whose_beat_dies_before_it_is_on_record_runs_and_what_follows_is_not_lost(
      boolean isLookedAtBefore) {
    ClConfig config = configOf("every: 1s", "catch_up: skip");
    Instant late = T0.minusSeconds(10);
    if (isLookedAtBefore) {
      beat(config, T0);
    }
    new DueDecisions(redis, Duration.ofDays(7), () -> {}).decide(Map.of("s", true), late, false);

    beat(config, T0.plusSeconds(10));

    assertThat(runs()).containsExactly(late);
    assertThat(missed()).hasSize(15).startsWith(late.plusSeconds(1)).endsWith(T0.plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "skip"})
  void what_was_due_before_a_first_run_that_came_before_the_first_look_neither_runs_nor_is_missed(
      String policy) {
    ClConfig config = configOf("every: 1s", "catch_up: " + policy);
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.fire(T0);
      for (int second : List.of(1, 3, 60)) {
        clock.set(T0.plusSeconds(second));
        beat.reconcile();
      }
    }

    assertThat(runs()).startsWith(T0);
    assertThat(missed()).allMatch(T0::isBefore);
  }

  @Test
  void only_instants_due_before_a_pause_count_as_missed() {
    Instant now = middleOfThisMinute();
    beat(config("catch_up: all"), now.minus(Duration.ofMinutes(30)));
    new SchedulePauses(redis).pause("s", Pauses.by("ann"));
    setField("paused", now.minus(Duration.ofMinutes(20)));

    beat(config("catch_up: all"), now);

    assertThat(runs()).isEmpty();
    assertThat(missed())
        .isEqualTo(minutes(now.minus(Duration.ofMinutes(30)), now.minus(Duration.ofMinutes(20))));
  }

  @Test
  void a_pause_that_ended_while_no_beat_ran_has_missed_nothing() {
    Instant now = middleOfThisMinute();
    beat(config("catch_up: all"), now.minus(Duration.ofMinutes(30)));
    new SchedulePauses(redis).pause("s", Pauses.by("ann"));
    setField("paused", now.minus(Duration.ofMinutes(20)));
    new SchedulePauses(redis).resume("s");

    beat(config("catch_up: all"), now.plus(Duration.ofMinutes(2)));

    List<Instant> due =
        new ArrayList<>(
            minutes(now.minus(Duration.ofMinutes(30)), now.minus(Duration.ofMinutes(20))));
    due.addAll(minutes(now, now.plus(Duration.ofMinutes(2)).minusSeconds(5)));
    assertThat(runs()).isEqualTo(due);
    assertThat(missed()).isEmpty();
  }

  @Test
  void a_pause_with_an_end_is_over_without_anybody_and_has_missed_nothing() {
    Instant now = middleOfThisMinute();
    beat(config("catch_up: all"), now.minus(Duration.ofMinutes(30)));
    new SchedulePauses(redis).pause("s", Pauses.by("ann"));
    setField("paused", now.minus(Duration.ofMinutes(20)));
    Instant end = now.minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MINUTES);
    setField("paused_until", end);

    beat(config("catch_up: all"), now);

    List<Instant> due =
        new ArrayList<>(
            minutes(now.minus(Duration.ofMinutes(30)), now.minus(Duration.ofMinutes(20))));
    due.addAll(minutes(end.minusSeconds(1), now));
    assertThat(runs()).isEqualTo(due);
    assertThat(missed()).isEmpty();
  }

  @Test
  void foreign_fields_among_the_pauses_do_not_stop_a_schedule() {
    Instant now = middleOfThisMinute();
    beat(config("catch_up: all"), now.minus(Duration.ofMinutes(30)));
    redis.jedis().hset("cl:schedule:{s}", "rests", "x 1-x 1 99999999999999999999-1");

    beat(config("catch_up: all"), now);

    assertThat(runs()).isEqualTo(minutes(now.minus(Duration.ofMinutes(30)), now));
  }

  /** A Beat leaves the last seconds to Quartz: far from what is due they do not count. */
  private Instant middleOfThisMinute() {
    return redis.serverTime().truncatedTo(ChronoUnit.MINUTES).plusSeconds(30);
  }

  @Test
  void a_schedule_that_was_disabled_has_missed_nothing() {
    Instant later = T0.plus(Duration.ofMinutes(30));
    beat(config("catch_up: all, enabled: false"), T0);

    beat(config("catch_up: all"), later, later.plus(Duration.ofMinutes(2)));

    assertThat(runs()).isEqualTo(minutes(later, later.plus(Duration.ofMinutes(2))));
    assertThat(missed()).isEmpty();
  }

  @Test
  void a_changed_expression_counts_from_the_first_look_on() {
    ClConfig before = config("5,10 * * * *", "catch_up: all");
    ClConfig after = config("10,15 * * * *", "catch_up: all");
    beat(before, T0);

    beat(after, at("12:20:30"), at("13:20:30"));

    assertThat(missed()).containsExactly(at("12:05:00"));
    assertThat(runs()).containsExactly(at("12:10:00"), at("13:10:00"), at("13:15:00"));
  }

  @Test
  void a_clock_set_forward_and_back_neither_loses_nor_repeats_runs() {
    ClConfig config = config("catch_up: latest");
    Instant wrong = T0.plus(Duration.ofHours(12));
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      clock.set(T0);
      beat.reconcile();
      clock.set(wrong);
      beat.reconcile();
      clock.set(T0.plusSeconds(10));
      beat.reconcile();
      for (Instant due : minutes(T0, T0.plus(Duration.ofMinutes(30)))) {
        clock.set(due);
        beat.fire(due);
        clock.set(due.plusSeconds(6));
        beat.reconcile();
      }
    }

    List<Instant> expected = new ArrayList<>(minutes(T0, T0.plus(Duration.ofMinutes(30))));
    expected.add(Instant.parse("2026-06-02T00:00:00Z"));
    assertThat(runs()).isEqualTo(expected);
    assertThat(missed()).isEmpty();
    assertThat(states.read("s").missed()).isZero();
  }

  @Test
  void a_clock_that_was_a_day_ahead_has_made_nothing_missed() {
    ClConfig config = config("catch_up: skip");
    beat(config, T0, T0.plus(Duration.ofDays(1)));
    assertThat(states.read("s").missed()).isEqualTo(1000);

    beat(config, T0.plusSeconds(10));

    assertThat(missed()).isEmpty();
    assertThat(states.read("s").missed()).isZero();
  }

  @Test
  void a_clock_that_is_set_back_runs_nothing_again() {
    try (SimulatedBeat beat = new SimulatedBeat(config("catch_up: all"), clock::get)) {
      for (int lap = 0; lap < 2; lap++) {
        clock.set(T0);
        beat.reconcile();
        for (Instant due : minutes(T0, T0.plus(Duration.ofMinutes(150)))) {
          clock.set(due);
          beat.fire(due);
          clock.set(due.plusSeconds(6));
          beat.reconcile();
        }
      }
    }

    assertThat(runs()).isEqualTo(minutes(T0, T0.plus(Duration.ofMinutes(150))));
    assertThat(missed()).isEmpty();
    assertThat(redis.jedis().llen("{web_tasks}.web01")).isEqualTo(150);
  }

  @ParameterizedTest
  @CsvSource({
    "Australia/Lord_Howe, 2026-04-04T12:00:00Z", "Australia/Lord_Howe, 2026-10-03T12:00:00Z",
    "Africa/Casablanca, 2026-02-14T20:00:00Z", "Africa/Casablanca, 2026-03-21T20:00:00Z",
    "Antarctica/Troll, 2026-03-28T20:00:00Z", "Antarctica/Troll, 2026-10-24T20:00:00Z",
    "America/Santiago, 2026-04-04T20:00:00Z", "America/Santiago, 2026-09-05T20:00:00Z",
  })
  void runs_that_quartz_skips_at_a_time_change_are_caught_up(String zone, Instant from) {
    ClConfig config = config("7,40 0-4 * * *", "catch_up: all, timezone: " + zone);
    Instant until = from.plus(Duration.ofHours(12));
    beat(config, from);
    List<Instant> looks = new ArrayList<>();
    for (Instant look = from; look.isBefore(until); look = look.plus(Duration.ofMinutes(17))) {
      looks.add(look);
    }
    looks.add(until);

    beat(config, looks.toArray(Instant[]::new));

    assertThat(runs())
        .hasSizeGreaterThan(6)
        .isEqualTo(
            config.schedules().get("s").timetable().between(from, until.minusSeconds(5), 100));
    assertThat(missed()).isEmpty();
  }

  private void setField(String field, Instant time) {
    redis.jedis().hset("cl:schedule:{s}", field, String.valueOf(time.getEpochSecond()));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-06-01T" + time + "Z");
  }
}
