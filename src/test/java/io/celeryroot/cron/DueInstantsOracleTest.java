// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.timetable.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fast functions against {@link MinuteOracle}. For a longer run: {@code
 * -Dcron.oracle.rounds=100} (default 1), {@code -Dcron.oracle.seed=...}.
 */
class DueInstantsOracleTest {

  private static final int ROUNDS = Integer.getInteger("cron.oracle.rounds", 1);
  private static final long SEED = Long.getLong("cron.oracle.seed", 20261123);
  private static final Instant FIRST = Instant.parse("2007-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2040-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "America/New_York",
        "Europe/Berlin",
        "Europe/Dublin",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Apia",
        "America/Santiago",
        "Africa/Cairo",
        "Antarctica/Troll",
        "Antarctica/Casey",
        "Africa/Casablanca",
        "Asia/Pyongyang",
        "America/Caracas"
      })
  void around_time_changes_the_due_instants_are_those_found_minute_by_minute(String name) {
    ZoneId zone = ZoneId.of(name);
    RandomCron expressions = new RandomCron(SEED + name.hashCode());
    ZoneOffsetTransition change = zone.getRules().nextTransition(FIRST);
    while (change != null && change.getInstant().isBefore(LAST)) {
      Instant from = change.getInstant().minus(Duration.ofHours(14));
      for (int i = 0; i < 8 * ROUNDS; i++) {
        agree(expressions.next(), zone, from, from.plus(Duration.ofHours(28)));
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/Santiago",
        "Africa/Cairo",
        "Antarctica/Troll",
        "Africa/Casablanca"
      })
  void over_whole_years_the_due_instants_are_those_found_minute_by_minute(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(SEED + name.hashCode());
    RandomCron expressions = new RandomCron(random.nextLong());
    for (int i = 0; i < ROUNDS; i++) {
      Instant from = Instant.parse((2007 + random.nextInt(35)) + "-01-01T00:00:00Z");
      agree(expressions.next(), zone, from, from.plus(Duration.ofDays(366)));
    }
  }

  private static void agree(String text, ZoneId zone, Instant from, Instant until) {
    CronExpression cron = CronExpression.parse(text);
    List<Instant> expected = new MinuteOracle(text, zone).between(from, until);
    String what = "\"" + text + "\" in " + zone + " after " + from + ", seed " + SEED;

    assertThat(new CronTimes(cron, zone).between(from, until, Integer.MAX_VALUE))
        .as(what)
        .isEqualTo(expected);
  }
}
