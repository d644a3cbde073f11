// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.Keys;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchedulePausesIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private Redis redis;
  private SchedulePauses pauses;
  private ScheduleStates states;
  private Instant now;

  @BeforeEach
  void connect() {
    redis = server.redis();
    pauses = new SchedulePauses(redis);
    states = new ScheduleStates(redis, TestRedis.KEPT);
    now = redis.serverTime().truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void a_pause_tells_who_wanted_it_until_when_and_why() {
    Instant end = now.plusSeconds(3600);
    pauses.pause("s", new PauseRequest(Optional.of(end), "ann@host1", Optional.of("new disk")));

    Paused paused = states.read("s").paused().orElseThrow();

    assertThat(paused.since()).isBetween(now.minusSeconds(1), now.plusSeconds(5));
    assertThat(paused.until()).contains(end);
    assertThat(paused.by()).contains("ann@host1");
    assertThat(paused.why()).contains("new disk");
  }

  @Test
  void a_second_pause_changes_end_and_reason_but_not_the_start() {
    pauses.pause(
        "s", new PauseRequest(Optional.of(now.plusSeconds(60)), "ann@a", Optional.of("x")));
    setBack("paused", 100);
    Instant since = states.read("s").paused().orElseThrow().since();

    assertThat(pauses.pause("s", Pauses.by("bob@b"))).isFalse();

    assertThat(states.read("s").paused())
        .contains(new Paused(since, Optional.empty(), Optional.of("bob@b"), Optional.empty()));
  }

  @Test
  void a_beat_leaves_the_pause_of_a_person_as_it_is() {
    pauses.pause("s", new PauseRequest(Optional.empty(), "ann@a", Optional.of("new disk")));

    assertThat(pauses.pauseIfRunning("s", Pauses.by("beat@b"), now)).isFalse();

    assertThat(states.read("s").paused().flatMap(Paused::why)).contains("new disk");
  }

  @Test
  void a_pause_by_a_beat_contains_the_due_instant_that_it_keeps_from_running() {
    pauses.pauseIfRunning("s", Pauses.by("beat@b"), now);

    assertThat(states.read("s").wasPausedAt(now)).isTrue();
    assertThat(states.read("s").wasPausedAt(now.minusSeconds(1))).isFalse();
    assertThat(pauses.resume("s").map(pause -> pause.contains(now))).contains(true);
  }

  @Test
  void a_pause_by_a_beat_does_not_contain_what_another_beat_has_decided() {
    assertThat(decide(now)).isEqualTo(DueDecision.RUN);

    pauses.pauseIfRunning("s", Pauses.by("beat@b"), now);

    assertThat(states.read("s").isPaused()).isTrue();
    assertThat(states.read("s").wasPausedAt(now)).isFalse();
  }

  @Test
  void a_pause_by_hand_contains_what_is_due_in_its_second_and_does_not_run() {
    Instant second = beginOfSecond();

    pauses.pause("s", Pauses.by("ann@a"));

    assertThat(decide(second)).isEqualTo(DueDecision.PAUSED);
    assertThat(states.read("s").wasPausedAt(second)).isTrue();
    assertThat(states.read("s").wasPausedAt(second.minusSeconds(1))).isFalse();
  }

  @Test
  void a_pause_by_hand_does_not_contain_what_was_decided_in_its_second() {
    Instant second = beginOfSecond();
    assertThat(decide(second)).isEqualTo(DueDecision.RUN);

    pauses.pause("s", Pauses.by("ann@a"));

    assertThat(states.read("s").wasPausedAt(second)).isFalse();
  }

  @Test
  void a_pause_ends_by_itself_and_what_is_due_at_its_end_is_due() {
    pauses.pause("s", new PauseRequest(Optional.of(now.plusSeconds(60)), "ann", Optional.empty()));
    setBack("paused", 120);
    setBack("paused_until", 61);

    ScheduleState state = states.read("s");

    Instant end = now.minusSeconds(1);
    assertThat(state.isPaused()).isFalse();
    assertThat(state.wasPausedAt(end.minusSeconds(1))).isTrue();
    assertThat(state.wasPausedAt(end)).isFalse();
    assertThat(states.readAll(List.of("s")).get("s").isPaused()).isFalse();
    assertThat(decide(end.minusSeconds(1))).isEqualTo(DueDecision.PAUSED);
    assertThat(decide(end)).isEqualTo(DueDecision.RUN);
    assertThat(pauses.resume("s")).isEmpty();
    assertThat(states.read("s").rests())
        .containsExactly(new Pause(state.rests().get(0).from(), end.minusSeconds(1)));
  }

  @Test
  void a_new_pause_keeps_the_old_one_that_ended_by_itself() {
    pauses.pause("s", new PauseRequest(Optional.of(now.plusSeconds(60)), "ann", Optional.empty()));
    setBack("paused", 300);
    setBack("paused_until", 260);

    assertThat(pauses.pause("s", Pauses.by("bob"))).isTrue();

    ScheduleState state = states.read("s");
    assertThat(state.paused().flatMap(Paused::until)).isEmpty();
    assertThat(state.rests()).hasSize(1);
    assertThat(state.wasPausedAt(now.minusSeconds(250))).isTrue();
    assertThat(state.wasPausedAt(now.minusSeconds(100))).isFalse();
  }

  @Test
  void a_pause_goes_on_while_its_end_is_to_come() {
    pauses.pause("s", new PauseRequest(Optional.of(now.plusSeconds(60)), "ann", Optional.empty()));

    assertThat(decide(now.plusSeconds(1))).isEqualTo(DueDecision.PAUSED);
    assertThat(states.read("s").isPaused()).isTrue();
    assertThat(pauses.resume("s").map(Pause::from)).isPresent();
    assertThat(decide(now.plusSeconds(1))).isEqualTo(DueDecision.RUN);
  }

  @Test
  void an_end_that_somebody_else_wrote_is_no_end() {
    pauses.pause("s", Pauses.by("ann"));
    redis.jedis().hset(Keys.schedule("s"), "paused_until", "-5 soon");

    assertThat(states.read("s").paused().flatMap(Paused::until)).isEmpty();
    assertThat(decide(now.plusSeconds(1))).isEqualTo(DueDecision.PAUSED);
    assertThat(pauses.resume("s")).isPresent();
  }

  /** Waits until a second has just begun, so that what follows falls into it. */
  private Instant beginOfSecond() {
    await().until(() -> redis.serverTime().get(ChronoField.MILLI_OF_SECOND) < 300);
    return redis.serverTime().truncatedTo(ChronoUnit.SECONDS);
  }

  private DueDecision decide(Instant due) {
    return new DueDecisions(redis, TestRedis.KEPT, () -> {})
        .decide(Map.of("s", true), due, true)
        .get("s")
        .decision();
  }

  private void setBack(String field, long seconds) {
    redis.jedis().hincrBy(Keys.schedule("s"), field, -seconds);
  }
}
