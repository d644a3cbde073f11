// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Schedule;
import io.celeryroot.queue.host.Life;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.Pause;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cause for which a schedule has no run at an instant, from facts to one sentence. */
final class DueWhyTest {

  private static final Instant DUE = Instant.parse("2026-11-29T02:00:00Z");
  private static final Instant NOW = DUE.plus(Duration.ofHours(3));
  private static final Instant SINCE = DUE.minus(Duration.ofDays(3));
  private static final List<Life> ALWAYS = List.of(new Life(SINCE, NOW));
  private static final List<Life> GAP =
      List.of(new Life(SINCE, DUE.minusSeconds(60)), new Life(DUE.plusSeconds(7200), NOW));

  private record Given(
      String yaml,
      Instant at,
      Instant now,
      Optional<DueDecision> decision,
      List<Life> lives,
      List<String> unseen,
      Optional<Instant> paused,
      List<Pause> rests,
      Optional<Instant> untargeted) {

    static Given nightly(String more) {
      return new Given(
          "cron: \"0 2 * * *\", task: ping, targets: [web]" + more,
          DUE,
          NOW,
          Optional.of(DueDecision.OPEN),
          ALWAYS,
          List.of(),
          Optional.empty(),
          List.of(),
          Optional.empty());
    }

    Given at(String instant) {
      return new Given(
          yaml,
          instant == null ? null : Instant.parse(instant),
          now,
          decision,
          lives,
          unseen,
          paused,
          rests,
          untargeted);
    }

    Given missed(List<Life> other) {
      return new Given(
          yaml, at, now, Optional.of(DueDecision.MISSED), other, unseen, paused, rests, untargeted);
    }

    Given unseen(String... globs) {
      return new Given(yaml, at, now, decision, lives, List.of(globs), paused, rests, untargeted);
    }

    Given withoutTargets() {
      return new Given(yaml, at, now, decision, lives, unseen, paused, rests, Optional.of(DUE));
    }

    Given pausedSince(Instant since) {
      return new Given(
          yaml, at, now, decision, lives, unseen, Optional.of(since), rests, untargeted);
    }

    Given rested(Instant from, Instant until) {
      return new Given(
          yaml,
          at,
          now,
          decision,
          lives,
          unseen,
          paused,
          List.of(new Pause(from, until)),
          untargeted);
    }

    Given asOf(Instant time, List<Life> other) {
      return new Given(yaml, at, time, decision, other, unseen, paused, rests, untargeted);
    }

    Answer answer() {
      Schedule schedule =
          TestSite.config(
                  "redis://127.0.0.1:1",
                  """
                  workers: {web: {hostnames: [web01]}}
                  calendars: {christmas: {dates: [2026-12-24..2026-12-26]}}
                  schedules: {nightly: {%s}}
                  """
                      .formatted(yaml))
              .schedules()
              .get("nightly");
      return DueWhy.of(
          new DueFacts(
              schedule,
              new ScheduleState(
                  "nightly",
                  Optional.empty(),
                  Optional.empty(),
                  0,
                  0,
                  0,
                  paused.map(
                      since ->
                          new Paused(
                              since,
                              Optional.empty(),
                              Optional.empty(),
                              Optional.of("5 runs failed in a row"))),
                  Optional.of(SINCE),
                  Optional.empty(),
                  rests,
                  Optional.empty(),
                  untargeted),
              Optional.ofNullable(at),
              now,
              decision,
              false,
              lives,
              unseen));
    }
  }

  static Stream<Arguments> causes() {
    Given due = Given.nightly("");
    return Stream.of(
        Arguments.of(
            Cause.DISABLED,
            Given.nightly(", enabled: false"),
            "does not run: it is disabled in the file (enabled: false)"),
        Arguments.of(
            Cause.MISSED_WITHOUT_BEAT,
            due.missed(GAP),
            "missed 2026-11-29T02:00:00Z: no Beat lived from 2026-11-29T01:59:00Z to"
                + " 2026-11-29T04:00:00Z, and catch_up is latest, window 1h"),
        Arguments.of(
            Cause.MISSED,
            due.missed(ALWAYS),
            "missed 2026-11-29T02:00:00Z: Beat came too late, or to a newer due instant first,"
                + " and catch_up is latest, window 1h"),
        Arguments.of(
            Cause.NO_TARGET,
            due.missed(ALWAYS).unseen("web (web*)"),
            "did not run at 2026-11-29T02:00:00Z: no host was ever seen that web (web*) matches"),
        Arguments.of(
            Cause.NO_TARGET,
            due.missed(ALWAYS).withoutTargets(),
            "did not run at 2026-11-29T02:00:00Z: no host was ever seen that web matches"),
        Arguments.of(
            Cause.PAUSED,
            due.rested(DUE.minusSeconds(60), DUE.plusSeconds(60)),
            "did not run at 2026-11-29T02:00:00Z: it was paused from 2026-11-29T01:59:00Z to"
                + " 2026-11-29T02:01:00Z"),
        Arguments.of(
            Cause.PAUSED,
            due.pausedSince(DUE.minusSeconds(60)),
            "did not run at 2026-11-29T02:00:00Z: it has been paused since 2026-11-29T01:59:00Z"
                + " (5 runs failed in a row)"),
        Arguments.of(
            Cause.PAUSED,
            due.at(null).pausedSince(NOW),
            "does not run: it has been paused since 2026-11-29T05:00:00Z (5 runs failed in a row)"),
        Arguments.of(
            Cause.PAUSED,
            due.at("2026-11-30T02:00:00Z").pausedSince(NOW),
            "will not run at 2026-11-30T02:00:00Z unless it is resumed: it has been paused since"
                + " 2026-11-29T05:00:00Z (5 runs failed in a row)"),
        Arguments.of(
            Cause.NOT_YET_DUE, due.at("2026-11-30T02:00:00Z"), "is due at 2026-11-30T02:00:00Z"),
        Arguments.of(
            Cause.SKIPPED_BLACKOUT,
            Given.nightly(", blackout: [christmas]").at("2026-12-25T02:00:00Z"),
            "will be skipped at 2026-12-25T02:00:00Z: blackout christmas"),
        Arguments.of(
            Cause.NOT_DUE,
            due.at("2026-11-29T03:00:00Z"),
            "was not due at 2026-11-29T03:00:00Z; its next due instant is 2026-11-30T02:00:00Z"),
        Arguments.of(
            Cause.NOT_DUE,
            due.at("2026-11-30T03:00:00Z"),
            "is not due at 2026-11-30T03:00:00Z; its next due instant is 2026-12-01T02:00:00Z"),
        Arguments.of(
            Cause.NOT_DUE_TIME_CHANGE,
            Given.nightly(", timezone: Europe/Berlin").at("2026-10-25T01:00:00Z"),
            "was not due at 2026-10-25T01:00:00Z: local time in Europe/Berlin went back from"
                + " 2026-10-25T03:00 to 2026-10-25T02:00"),
        Arguments.of(
            Cause.BEAT_AWAY,
            due.asOf(NOW, List.of(new Life(SINCE, DUE.minusSeconds(60)))),
            "did not run at 2026-11-29T02:00:00Z: no Beat lives since 2026-11-29T01:59:00Z"),
        Arguments.of(
            Cause.BEAT_AWAY,
            due.asOf(NOW, List.of()),
            "did not run at 2026-11-29T02:00:00Z: no Beat was ever seen"),
        Arguments.of(
            Cause.DUE_NOW,
            due.asOf(DUE.plusSeconds(5), List.of(new Life(SINCE, DUE))),
            "is due since 2026-11-29T02:00:00Z; Beat looks again within a minute"),
        Arguments.of(
            Cause.BEFORE_RECORDS,
            due.at("2026-11-20T02:00:00Z"),
            "did not run at 2026-11-20T02:00:00Z: Beats know it since 2026-11-26T02:00:00Z"),
        Arguments.of(
            Cause.BEFORE_RECORDS,
            due,
            "has no record of 2026-11-29T02:00:00Z; it was forgotten, or the schedule had other"
                + " times then"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("causes")
  void each_cause_has_its_sentence(Cause cause, Given given, String sentence) {
    Answer answer = given.answer();

    assertThat(answer.cause()).isEqualTo(cause);
    assertThat(answer.sentence()).isEqualTo("schedule nightly " + sentence);
  }

  @ParameterizedTest
  @MethodSource("lastDue")
  void the_newest_due_instant_is_found_looking_back(String cron, String expected) {
    Schedule schedule =
        TestSite.config(
                "redis://127.0.0.1:1",
                """
                workers: {web: {hostnames: [web01]}}
                schedules: {nightly: {%s, task: ping, targets: [web]}}
                """
                    .formatted(cron))
            .schedules()
            .get("nightly");

    assertThat(LastDue.of(schedule.timetable(), NOW).map(Instant::toString).orElse("none"))
        .isEqualTo(expected);
  }

  static Stream<Arguments> lastDue() {
    return Stream.of(
        Arguments.of("every: 1s", "2026-11-29T05:00:00Z"),
        Arguments.of("cron: \"* * * * *\"", "2026-11-29T05:00:00Z"),
        Arguments.of("cron: \"1 * * * *\"", "2026-11-29T04:01:00Z"),
        Arguments.of("cron: \"0 2 29 2 *\"", "2024-02-29T02:00:00Z"),
        Arguments.of("at: 2019-01-01T00:00", "2019-01-01T00:00:00Z"),
        Arguments.of("at: 2027-01-01T00:00", "none"));
  }
}
