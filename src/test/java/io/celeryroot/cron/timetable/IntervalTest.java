// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");

  @ParameterizedTest
  @CsvSource({
    "1s, 2026-11-23T10:20:31Z",
    "7s, 2026-11-23T10:20:37Z",
    "90s, 2026-11-23T10:21:00Z",
    "10m, 2026-11-23T10:30:00Z",
    "5h, 2026-11-23T15:00:00Z",
    "1d, 2026-11-24T00:00:00Z"
  })
  void without_a_start_the_epoch_counts(String every, Instant next) {
    Interval interval = Interval.parse("every " + every, UTC).orElseThrow();

    assertThat(interval.next(NOW)).contains(next);
    assertThat(next.getEpochSecond() % interval.every().toSeconds()).isZero();
  }

  @Test
  void nothing_is_due_before_the_start_which_is_due_itself() {
    Interval interval = interval("every 90s from 2026-12-01T02:00", BERLIN);

    assertThat(interval.between(NOW, Instant.MAX, 2))
        .containsExactly(
            Instant.parse("2026-12-01T01:00:00Z"), Instant.parse("2026-12-01T01:01:30Z"));
    assertThat(interval.isDue(Instant.parse("2026-12-01T00:58:30Z"))).isFalse();
  }

  @Test
  void every_second_week_keeps_the_time_of_the_clock_over_time_changes() {
    Interval interval = interval("every 14d from 2026-03-15T09:00", BERLIN);

    assertThat(interval.between(NOW.minus(Duration.ofDays(365)), Instant.MAX, 3))
        .containsExactly(
            Instant.parse("2026-03-15T08:00:00Z"),
            Instant.parse("2026-03-29T07:00:00Z"),
            Instant.parse("2026-04-12T07:00:00Z"));
  }

  @Test
  void a_local_time_that_a_change_skips_is_due_at_the_change() {
    assertThat(
            interval("every 1d from 2026-03-28T02:30", BERLIN)
                .between(NOW.minus(Duration.ofDays(365)), Instant.MAX, 3))
        .containsExactly(
            Instant.parse("2026-03-28T01:30:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"),
            Instant.parse("2026-03-30T00:30:00Z"));
  }

  @Test
  void a_day_that_a_zone_left_out_has_no_due_instant() {
    Interval daily = interval("every 1d", ZoneId.of("Pacific/Apia"));

    assertThat(daily.between(Instant.parse("2011-12-29T00:00:00Z"), Instant.MAX, 2))
        .containsExactly(
            Instant.parse("2011-12-29T10:00:00Z"), Instant.parse("2011-12-30T10:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/Santiago",
        "Africa/Cairo",
        "Antarctica/Troll",
        "Africa/Casablanca"
      })
  void whole_days_are_those_that_a_clock_on_the_wall_shows(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 20; i++) {
      LocalDateTime from =
          LocalDateTime.of(2026, 1, 1, random.nextInt(24), random.nextInt(60))
              .plusDays(random.nextInt(40));
      int days = 1 + random.nextInt(5);
      Interval interval = new Interval(Duration.ofDays(days), Optional.of(from), zone);
      Instant start = Instant.parse("2026-01-01T00:00:00Z");
      Instant end = start.plus(Duration.ofDays(400));

      assertThat(interval.between(start, end, 1000))
          .as("every %d days from %s in %s", days, from, name)
          .isEqualTo(wallClock(from, days, zone, start, end));
    }
  }

  /** Watches a clock minute by minute: due at the first minute that shows a time, or is past it. */
  private static List<Instant> wallClock(
      LocalDateTime from, int days, ZoneId zone, Instant start, Instant end) {
    List<Instant> due = new ArrayList<>();
    LocalDateTime wanted = from;
    for (Instant minute = start.plusSeconds(60);
        !minute.isAfter(end);
        minute = minute.plusSeconds(60)) {
      if (!LocalDateTime.ofInstant(minute, zone).isBefore(wanted)) {
        due.add(minute);
        wanted = wanted.plusDays(days);
      }
    }
    return due;
  }

  @Test
  void quartz_wakes_at_every_due_instant() throws ParseException {
    Random random = new Random(20261129);
    for (int i = 0; i < 300; i++) {
      long seconds = i < 100 ? 1 + random.nextInt(300) : 60L * (1 + random.nextInt(3000));
      boolean hasStart = random.nextBoolean();
      Interval interval =
          new Interval(
              Duration.ofSeconds(seconds),
              hasStart
                  ? Optional.of(
                      LocalDateTime.of(2026, 11, 1, 0, 0).plusSeconds(random.nextInt(999_999)))
                  : Optional.empty(),
              UTC);
      List<Instant> due = interval.between(NOW, NOW.plus(Duration.ofDays(9)), 30);

      assertThat(woken(interval, due.get(due.size() - 1)))
          .as("%s: %s", interval.text(), interval.toQuartz())
          .containsAll(due);
    }
  }

  private static Set<Instant> woken(Interval interval, Instant until) throws ParseException {
    Set<Instant> woken = new TreeSet<>();
    for (String text : interval.toQuartz()) {
      var expression = new org.quartz.CronExpression(text);
      expression.setTimeZone(TimeZone.getTimeZone(interval.quartzZone()));
      Date next = expression.getNextValidTimeAfter(Date.from(NOW));
      while (!next.toInstant().isAfter(until) && woken.size() < 500_000) {
        woken.add(next.toInstant());
        next = expression.getNextValidTimeAfter(next);
      }
    }
    return woken;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every 1s                      | * * * * * ?      | every second
          every 15s                     | 0/15 * * * * ?   | every 15 seconds
          every 90s                     | 0/30 * * * * ?   | every 90 seconds
          every 10m                     | 0 0/10 * * * ?   | every 10 minutes
          every 6h                      | 0 0 0/6 * * ?    | every 6 hours
          every 14d from 2026-12-01     | 0 0 0 * * ?      | every 14 days at 00:00, from 2026-12-01 00:00
          at 2026-12-01T02:00           | 0 0 2 1 12 ?     | once, at 2026-12-01 02:00
          """)
  void texts_of_one_timetable(String text, String quartz, String words) {
    Timetable timetable = Plans.parse(text + " Europe/Berlin").orElseThrow();

    assertThat(timetable.toQuartz()).containsExactly(quartz);
    assertThat(timetable.describe()).isEqualTo(words);
    assertThat(Plans.parse(timetable.plan())).contains(timetable);
  }

  @Test
  void what_is_due_once_is_due_no_more_afterwards() {
    Timetable once = Plans.parse("at 2026-12-01T02:00 Europe/Berlin").orElseThrow();
    Instant at = Instant.parse("2026-12-01T01:00:00Z");

    assertThat(once.next(NOW)).contains(at);
    assertThat(once.isDue(at)).isTrue();
    assertThat(once.next(at)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "every",
        "every 0s UTC",
        "every 367d UTC",
        "at x UTC",
        "every 1s from x UTC",
        "every 9s Nowhere"
      })
  void a_plan_of_another_version_is_not_read(String plan) {
    assertThat(Plans.parse(plan)).isEmpty();
  }

  private static Interval interval(String text, ZoneId zone) {
    return Interval.parse(text, zone).orElseThrow();
  }
}
