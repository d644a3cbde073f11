// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Keys;
import io.celeryroot.queue.host.Absence.Cause;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a host was away, as its workers note it when they are back. */
final class AbsencesIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private static final String HOST = "web1";

  private final List<QueueUnavailable> spoiled = new ArrayList<>();
  private Instant now;

  @BeforeEach
  void readTheClock() {
    now = SERVER.redis().serverTime().truncatedTo(ChronoUnit.MILLIS);
  }

  private Presence presence(Redis redis) {
    return new Presence(redis, HOST, HOST, new Isolated(spoiled::add));
  }

  private static List<Absence> absences(Redis redis) {
    return new Absences(redis).of(HOST).all();
  }

  private static List<Absence> absences() {
    return absences(SERVER.redis());
  }

  private static void beat(Instant at) {
    Reports.put(SERVER.redis(), Reports.worker(HOST, at));
  }

  @Test
  void a_worker_that_died_was_away_from_its_last_sign_to_its_first() {
    beat(now.minus(Duration.ofHours(1)));
    presence(SERVER.redis()).seen(now);
    assertThat(absences())
        .containsExactly(
            new Absence(HOST, HOST, now.minus(Duration.ofHours(1)), now, Cause.SILENT));
    assertThat(SERVER.redis().jedis().pttl(Keys.away(HOST))).isPositive();
  }

  @Test
  void a_worker_that_was_stopped_was_away_since_then() {
    beat(now);
    new Heartbeats(SERVER.redis()).stopWorker(HOST, now);
    presence(SERVER.redis()).seen(now.plus(Duration.ofMinutes(5)));
    assertThat(absences())
        .singleElement()
        .satisfies(gap -> assertThat(gap.cause()).isEqualTo(Cause.STOPPED))
        .satisfies(gap -> assertThat(gap.until()).isEqualTo(now.plus(Duration.ofMinutes(5))));
  }

  @Test
  void a_stop_of_a_host_tells_nothing_of_a_worker_of_some_of_its_roles() {
    beat(now);
    new Heartbeats(SERVER.redis()).stopWorker(HOST, now);
    new Presence(SERVER.redis(), HOST, HOST + ".web", new Isolated(spoiled::add))
        .seen(now.plus(Duration.ofMinutes(5)));
    assertThat(absences()).isEmpty();
  }

  @Test
  void a_restart_and_a_first_start_are_no_absence() {
    presence(SERVER.redis()).seen(now);
    beat(now);
    presence(SERVER.redis()).seen(now.plusSeconds(10));
    assertThat(absences()).isEmpty();
  }

  @Test
  void a_worker_that_did_not_reach_redis_for_a_minute_says_so() {
    Presence presence = presence(SERVER.redis());
    presence.seen(now);
    presence.seen(now.plusSeconds(5));
    presence.seen(now.plusSeconds(65));
    assertThat(absences())
        .containsExactly(
            new Absence(HOST, HOST, now.plusSeconds(5), now.plusSeconds(65), Cause.CUT_OFF));
  }

  @Test
  void the_newest_thirty_are_kept() {
    Presence presence = presence(SERVER.redis());
    for (int i = 0; i < 40; i++) {
      presence.seen(now.plusSeconds(60L * i));
    }
    assertThat(absences()).hasSize(30);
    assertThat(absences().get(0).until()).isEqualTo(now.plusSeconds(60 * 39));
    assertThat(SERVER.redis().jedis().llen(Keys.away(HOST))).isEqualTo(30);
  }

  @Test
  void what_somebody_else_wrote_is_left_out() {
    String entry =
        "{\"host\":\"%s\",\"worker\":\"web1\",\"from\":%s,\"until\":%s,\"cause\":\"%s\"}";
    for (String text :
        List.of(
            "",
            "garbage",
            "[]",
            "{}",
            entry.formatted("db1", 1, 2, "was stopped"),
            entry.formatted(HOST, 2, 1, "was stopped"),
            entry.formatted(HOST, 1, "9e300", "was stopped"),
            entry.formatted(HOST, 1, Long.MAX_VALUE, "was stopped"),
            entry.formatted(HOST, "\"x\"", "null", "was stopped"),
            entry.formatted(HOST, 1, 2, "<b>"))) {
      SERVER.redis().jedis().lpush(Keys.away(HOST), text);
    }
    assertThat(absences()).isEmpty();
    SERVER.redis().jedis().lpush(Keys.away(HOST), entry.formatted(HOST, 1, 2, "was stopped"));
    assertThat(absences()).hasSize(1);
    assertThat(new Absences(SERVER.redis()).of(HOST).trouble())
        .contains("10 of 11 entries of cl:away:web1 are not ours");
  }

  @Test
  void a_key_with_another_value_keeps_no_heartbeat() {
    SERVER.redis().jedis().set(Keys.away(HOST), "x");
    beat(now.minusSeconds(60));
    presence(SERVER.redis()).seen(now);
    assertThat(spoiled).hasSize(1);
  }

  @Test
  void where_signatures_are_required_only_the_hosts_own_word_counts() {
    Absence gap = new Absence(HOST, HOST, now.minusSeconds(60), now, Cause.SILENT);
    new Absences(SERVER.redis()).note(gap);
    try (Redis beat = SERVER.as(TestSeals.BEAT);
        Redis worker = SERVER.as(TestSeals.WORKER)) {
      new Absences(beat).note(gap);
      assertThat(absences(worker)).isEmpty();
      new Absences(worker).note(gap);
      assertThat(absences(beat)).containsExactly(gap);
    }
  }
}
