// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.timetable.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueInstantsTest {

  private static final ZoneId UTC = ZoneOffset.UTC;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *     | 2026-11-23T02:00:00Z     | 2026-11-24T02:00:00Z
          0 2 * * *     | 2026-11-23T01:59:59.999Z | 2026-11-23T02:00:00Z
          * * * * *     | 2026-11-23T02:00:00.001Z | 2026-11-23T02:01:00Z
          59 23 31 12 * | 2026-12-31T23:59:00Z     | 2027-12-31T23:59:00Z
          0 0 29 2 *    | 2096-02-29T00:00:00Z     | 2104-02-29T00:00:00Z
          0 0 31 * *    | 2026-01-31T00:00:00Z     | 2026-03-31T00:00:00Z
          0 0 1,15 * 5  | 2026-11-23T00:00:00Z     | 2026-11-27T00:00:00Z
          0 0 1,15 * 5  | 2026-11-27T00:00:00Z     | 2026-12-01T00:00:00Z
          0 0 */2 * 5   | 2026-11-23T00:00:00Z     | 2026-11-27T00:00:00Z
          0 0 */2 * 5   | 2026-11-27T00:00:00Z     | 2026-12-11T00:00:00Z
          0 0 13 * */5  | 2026-11-23T00:00:00Z     | 2026-12-13T00:00:00Z
          """)
  void next_is_strictly_after(String cron, Instant after, Instant next) {
    assertThat(DueInstants.next(CronExpression.parse(cron), UTC, after)).contains(next);
  }

  // Each line: the due instants of the local day on which the clock changes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2 * * *       | America/New_York    | 2026-03-08 | 07:00
          0,15,30 2 * * *  | America/New_York    | 2026-03-08 | 07:00
          0 3 * * *        | America/New_York    | 2026-03-08 | 07:00
          30 2,3 * * *     | America/New_York    | 2026-03-08 | 07:00 07:30
          0 2 * * *        | Europe/Berlin       | 2026-03-29 | 01:00
          30 1-3 * * *     | Europe/Berlin       | 2026-03-29 | 00:30 01:00 01:30
          30 1 * * *       | Europe/Dublin       | 2026-03-29 | 01:00
          15 2 * * *       | Australia/Lord_Howe | 2026-10-04 | -1 15:30
          45 2 * * *       | Australia/Lord_Howe | 2026-10-04 | -1 15:45
          0 3 * * *        | Pacific/Chatham     | 2026-09-27 | -1 14:00
          45 2 * * *       | Pacific/Chatham     | 2026-09-27 | -1 14:00
          30 0 * * *       | America/Santiago    | 2026-09-06 | 04:00
          0 0 * * *        | Africa/Cairo        | 2026-04-24 | -1 22:00
          @daily           | Africa/Cairo        | 2026-04-24 | -1 22:00
          30 1,2 * * *     | Antarctica/Troll    | 2026-03-29 | 01:00
          30 2 * * *       | Africa/Casablanca   | 2026-03-22 | 02:00
          """)
  void a_time_that_a_change_skips_is_due_once_at_the_change(
      String cron, ZoneId zone, LocalDate day, String due) {
    assertThat(onDay(cron, zone, day)).isEqualTo(instants(day, due));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 1 * * *   | America/New_York    | 2026-11-01 | 05:30
          0 1,2 * * *  | America/New_York    | 2026-11-01 | 05:00 07:00
          30 2 * * *   | Europe/Berlin       | 2026-10-25 | 00:30
          30 1-3 * * * | Europe/Berlin       | 2026-10-25 | -1 23:30 +0 00:30 02:30
          30 1 * * *   | Europe/Dublin       | 2026-10-25 | 00:30
          45 1 * * *   | Australia/Lord_Howe | 2026-04-05 | -1 14:45
          0 3 * * *    | Pacific/Chatham     | 2026-04-05 | -1 13:15
          30 23 * * *  | America/Santiago    | 2026-04-04 | +1 02:30
          30 23 * * *  | Africa/Cairo        | 2026-10-29 | 20:30
          30 1,2 * * * | Antarctica/Troll    | 2026-10-25 | -1 23:30 +0 00:30
          30 2 * * *   | Africa/Casablanca   | 2026-02-15 | 01:30
          """)
  void a_time_that_a_change_repeats_is_due_the_first_time_only(
      String cron, ZoneId zone, LocalDate day, String due) {
    assertThat(onDay(cron, zone, day)).isEqualTo(instants(day, due));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */30 2 * * *     | Europe/Berlin       | 2026-03-29 | none
          */30 2 * * *     | Europe/Berlin       | 2026-10-25 | 00:00 00:30 01:00 01:30
          0 */2 * * *      | Europe/Berlin       | 2026-03-29 | -1 23:00 +0 02:00 04:00 06:00 08:00 10:00 12:00 14:00 16:00 18:00 20:00
          15 *,2 * * *     | America/Santiago    | 2026-09-06 | 04:15 05:15 06:15 07:15 08:15 09:15 10:15 11:15 12:15 13:15 14:15 15:15 16:15 17:15 18:15 19:15 20:15 21:15 22:15 23:15 +1 00:15 01:15 02:15
          */20 1 * * *     | Australia/Lord_Howe | 2026-04-05 | -1 14:00 14:20 14:40 15:10
          """)
  void elapsed_time_counts_where_hour_or_minute_begins_with_a_star(
      String cron, ZoneId zone, LocalDate day, String due) {
    assertThat(onDay(cron, zone, day)).isEqualTo(instants(day, due));
  }

  @Test
  void nothing_is_due_on_a_day_that_a_zone_left_out() {
    ZoneId apia = ZoneId.of("Pacific/Apia");
    CronExpression nightly = CronExpression.parse("0 2 * * *");
    Instant before = Instant.parse("2011-12-29T00:00:00Z");

    assertThat(new CronTimes(nightly, apia).between(before, before.plus(Duration.ofDays(3)), 10))
        .containsExactly(
            Instant.parse("2011-12-29T12:00:00Z"),
            Instant.parse("2011-12-30T12:00:00Z"),
            Instant.parse("2011-12-31T12:00:00Z"));
    assertThat(onDay("0 2 30 12 *", apia, LocalDate.of(2011, 12, 30))).isEmpty();
  }

  @Test
  void a_day_that_a_zone_had_twice_is_two_days() {
    ZoneId kwajalein = ZoneId.of("Pacific/Kwajalein");
    CronExpression nightly = CronExpression.parse("0 2 * * *");
    Instant change = Instant.parse("1969-09-30T13:00:00Z"); // from +11:00 to -12:00

    assertThat(
            new CronTimes(nightly, kwajalein)
                .between(change.minus(Duration.ofHours(24)), change.plus(Duration.ofHours(24)), 10))
        .containsExactly(
            Instant.parse("1969-09-29T15:00:00Z"), Instant.parse("1969-09-30T14:00:00Z"));
  }

  @Test
  void offsets_with_seconds_give_whole_local_minutes() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    CronExpression nightly = CronExpression.parse("0 2 * * *");

    assertThat(DueInstants.next(nightly, paris, Instant.parse("1900-01-01T00:00:00Z")))
        .contains(Instant.parse("1900-01-01T01:50:39Z"));
  }

  @Test
  void between_excludes_its_start_and_includes_its_end() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    CronExpression hourly = CronExpression.parse("@hourly");

    assertThat(new CronTimes(hourly, UTC).between(noon, noon.plusSeconds(7200), 10))
        .containsExactly(noon.plusSeconds(3600), noon.plusSeconds(7200));
    assertThat(new CronTimes(hourly, UTC).between(noon, noon.plusSeconds(7200), 1))
        .containsExactly(noon.plusSeconds(3600));
    assertThat(new CronTimes(hourly, UTC).between(noon, noon.plusSeconds(7200), 0)).isEmpty();
    assertThat(new CronTimes(hourly, UTC).between(noon, noon, 10)).isEmpty();
  }

  @Test
  void is_due_at_the_due_instant_only() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    CronExpression cron = CronExpression.parse("30 2 * * *");
    Instant first = Instant.parse("2026-10-25T00:30:00Z");

    assertThat(new CronTimes(cron, berlin).isDue(first)).isTrue();
    assertThat(new CronTimes(cron, berlin).isDue(first.plusSeconds(3600))).isFalse();
    assertThat(new CronTimes(cron, berlin).isDue(first.plusNanos(1))).isFalse();
    assertThat(new CronTimes(cron, berlin).isDue(first.minusNanos(1))).isFalse();
  }

  @Test
  void nothing_is_due_after_the_year_9999() {
    Instant last = Instant.parse("9999-12-31T23:59:00Z");
    CronExpression always = CronExpression.parse("* * * * *");

    assertThat(DueInstants.next(always, UTC, last.minusSeconds(1))).contains(last);
    assertThat(DueInstants.next(always, UTC, last)).isEmpty();
    assertThat(DueInstants.next(always, ZoneId.of("America/New_York"), last.plusSeconds(86400)))
        .isEmpty();
  }

  private static List<Instant> onDay(String text, ZoneId zone, LocalDate day) {
    Instant start = day.atStartOfDay(zone).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    return new CronTimes(CronExpression.parse(text), zone)
        .between(start.minusNanos(1), end.minusNanos(1), 100);
  }

  /** UTC times; after -1 they are of the day before, after +1 of the next, else of the day. */
  private static List<Instant> instants(LocalDate day, String times) {
    if (times.equals("none")) {
      return List.of();
    }
    LocalDate current = day;
    var instants = new java.util.ArrayList<Instant>();
    for (String time : Arrays.asList(times.split(" ", -1))) {
      switch (time) {
        case "-1" -> current = day.minusDays(1);
        case "+1" -> current = day.plusDays(1);
        case "+0" -> current = day;
        default -> instants.add(Instant.parse(current + "T" + time + ":00Z"));
      }
    }
    return instants;
  }
}
