// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScheduleNextTest {

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE);
  }

  @Test
  void due_instants_are_utc_and_say_how_far_away_they_are() {
    assertThat(cl().run("schedule", "next", "-n", "2").out())
        .isEqualTo(
            """
            SCHEDULE          DUE (UTC)
            security_updates  2026-11-24T02:00:00Z  in 15 h 39 min
            security_updates  2026-11-25T02:00:00Z  in 1 d 15 h
            """);
  }

  @Test
  void rows_are_in_the_order_of_time() {
    String text = Cl.SAMPLE + "  early: {cron: '0 1 * * *', task: ping, targets: [webserver]}\n";

    assertThat(new Cl(directory).file("cl.yaml", text).run("schedule", "next", "-n", "2").out())
        .containsSubsequence(
            "early             2026-11-24T01:00:00Z",
            "security_updates  2026-11-24T02:00:00Z",
            "early             2026-11-25T01:00:00Z",
            "security_updates  2026-11-25T02:00:00Z");
  }

  @Test
  void json_names_the_schedule_and_its_due_instants() {
    assertThat(cl().run("schedule", "next", "security_updates", "-n", "1", "-o", "json").out())
        .isEqualToIgnoringWhitespace(
            """
            [{"schedule": "security_updates", "due": ["2026-11-24T02:00:00Z"],
              "skipped": [], "conditions": []}]
            """);
  }

  @Test
  void an_expression_needs_no_file_and_has_no_name() {
    Cl.Ended ended =
        new Cl(directory)
            .run(
                "schedule",
                "next",
                "--cron",
                "30 2 * * *",
                "--timezone",
                "Europe/Berlin",
                "-n",
                "2",
                "--from",
                "2026-03-28T12:00:00Z",
                "-o",
                "json");

    assertThat(ended.out())
        .isEqualToIgnoringWhitespace(
            """
            [{"schedule": null, "due": ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
              "skipped": [], "conditions": []}]
            """);
  }

  @Test
  void another_zone_is_shown_beside_utc() {
    assertThat(
            cl().run("schedule", "next", "--cron", "0 9 * * *", "--timezone", "Asia/Tokyo").out())
        .contains("IN ITS ZONE", "2026-11-24T00:00:00Z", "2026-11-24T09:00+09:00[Asia/Tokyo]");
  }

  @Test
  void an_expression_with_a_mistake_says_the_fix() {
    Cl.Ended ended = cl().run("schedule", "next", "--cron", "0 3 * *");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("4 fields, need 5", "fix: ").containsOnlyOnce("\"0 3 * *\"");
  }

  @Test
  void an_unknown_zone_is_suggested() {
    Cl.Ended ended =
        cl().run("schedule", "next", "--cron", "@daily", "--timezone", "Europe/Berlni");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("fix: write \"Europe/Berlin\"");
  }

  @Test
  void an_unknown_schedule_is_no_such_thing() {
    Cl.Ended ended = cl().run("schedule", "next", "security_update");

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).contains("did you mean \"security_updates\"?");
  }

  @Test
  void an_offset_is_refused_as_in_the_file() {
    Cl.Ended ended = cl().run("schedule", "next", "--cron", "@daily", "--timezone", "UTC+2");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("an offset, need the name of a time zone");
  }

  @Test
  void an_expression_that_says_less_than_it_seems_to_is_told_beside_its_instants() {
    Cl.Ended ended = cl().run("schedule", "next", "--cron", "*/61 1 * * *");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("T01:00:00Z");
    assertThat(ended.err())
        .isEqualTo(
            """
            cl: --cron: step 61 exceeds the minutes, so of these it chooses 0 only
                fix: it is due every day at 01:00; for every 61 minutes write every: 61m in place of cron
            """);
  }

  @Test
  void an_expression_that_is_never_due_is_a_no() {
    Cl.Ended ended = cl().run("schedule", "next", "--cron", "0 0 30 2 *");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("is never due");
  }

  @Test
  void each_host_of_a_splay_is_shown_with_its_start() {
    Cl cl =
        new Cl(directory)
            .file(
                "cl.yaml",
                """
                workers: {web: {hostnames: [web01, web02]}}
                schedules:
                  nightly: {cron: "0 2 * * *", task: ping, targets: [web], splay: 10m}
                """);

    Cl.Ended table = cl.run("schedule", "next", "nightly", "--hosts", "-n", "2");
    Cl.Ended json = cl.run("schedule", "next", "nightly", "--hosts", "-n", "1", "-o", "json");

    assertThat(table.out()).contains("HOST", "STARTS (UTC)", "web01", "web02");
    assertThat(table.out().lines()).hasSize(5);
    assertThat(json.out())
        .containsPattern("\"host\": *\"web01\",\\s*\"start\": *\"2026-11-24T02:0")
        .containsPattern("\"host\": *\"web02\",\\s*\"start\": *\"2026-11-24T02:0");
  }

  private static final String CLOSED =
      """
      workers:
        web: {hostnames: [web01]}
        db: {hostnames: [db01], blackout: [mondays]}
        farm: {hostnames: ["f*"]}
      calendars:
        mondays: {weekdays: mon}
        tuesdays: {weekdays: tue}
      schedules:
        own: {cron: "0 2 * * *", task: ping, targets: [web], blackout: [tuesdays]}
        part: {cron: "0 2 * * *", task: ping, targets: [web, db]}
        all: {cron: "0 2 * * *", task: ping, targets: [db01]}
        flow:
          cron: "0 2 * * *"
          tasks: [{task: ping, targets: [web]}, {task: ping, targets: [db]}]
        seen: {cron: "0 2 * * *", task: ping, targets: [farm], splay: 1h}
      """;

  @Test
  void what_calendars_of_schedules_and_roles_close_is_shown() {
    Cl cl = new Cl(directory).file("cl.yaml", CLOSED);
    String[] from = {"--from", "2026-11-29T12:00:00Z", "-n", "2"};

    assertThat(next(cl, "own", from).out())
        .containsPattern("2026-11-30T02:00:00Z +in ")
        .containsPattern("2026-12-01T02:00:00Z +skipped \\(blackout tuesdays\\)");
    assertThat(next(cl, "part", from).out())
        .containsPattern("2026-11-30T02:00:00Z +skipped on db \\(blackout mondays\\)");
    assertThat(next(cl, "all", from).out())
        .containsPattern("2026-11-30T02:00:00Z +skipped \\(blackout mondays\\)");
    assertThat(next(cl, "flow", from).out())
        .as("a step that is left out stops the whole")
        .containsPattern("2026-11-30T02:00:00Z +skipped \\(blackout mondays\\)")
        .containsPattern("2026-12-01T02:00:00Z +in ");
    assertThat(next(cl, "flow", "--from", from[1], "-n", "1", "-o", "json").out())
        .containsPattern("\"skipped\": \\[\\s*\"2026-11-30T02:00:00Z\"");
    assertThat(next(cl, "part", "--from", from[1], "-n", "1", "-o", "json").out())
        .contains("\"skipped\": []");
  }

  private static Cl.Ended next(Cl cl, String schedule, String... options) {
    return cl.run(
        Stream.concat(Stream.of("schedule", "next", schedule), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void hosts_that_start_one_after_the_other_or_are_not_known_have_no_start() {
    Cl cl = new Cl(directory).file("cl.yaml", CLOSED);

    Cl.Ended flow = next(cl, "flow", "--hosts", "-n", "2");
    Cl.Ended seen = next(cl, "seen", "-n", "1");

    assertThat(flow.out().lines()).hasSize(3);
    assertThat(flow.err()).contains("flow: its hosts start one step or wave after the other");
    assertThat(next(cl, "flow", "--hosts", "-o", "json").out()).contains("\"starts\": []");
    assertThat(next(cl, "seen", "--hosts", "-n", "2").out().lines()).hasSize(3);
    assertThat(seen.out())
        .as("how far away it is due, not some host")
        .contains("2026-11-24T02:00:00Z  in 15 h 39 min");
  }
}
