// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceLauncherTest {

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE);
  }

  @Test
  void a_dry_run_of_beat_shows_24_hours_without_redis() {
    Cl.Ended ended = cl().run("cl.yaml", "--beat", "--dry-run");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out().lines()).hasSize(2);
    assertThat(ended.out())
        .contains("2026-11-24T02:00:00Z  security_updates  check_security_updates  webserver01, ")
        .contains("{webserver_tasks}.webserver01", "{database_tasks}.dbserver01")
        .doesNotContain("IN ITS ZONE");
  }

  @Test
  void a_dry_run_shows_the_zone_of_a_schedule_and_no_secret() {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        tasks:
          login: {command: [login, "{password}"], params: {password: {secret: true}}}
        schedules:
          nightly:
            cron: "0 3 * * *"
            timezone: Asia/Tokyo
            task: login
            targets: [web]
            params: {password: hunter2}
        """;

    Cl.Ended ended = cl().file("cl.yaml", text).run("cl.yaml", "--beat", "--dry-run");

    assertThat(ended.out())
        .contains("2026-11-23T18:00:00Z", "2026-11-24T03:00+09:00[Asia/Tokyo]", "login ***")
        .doesNotContain("hunter2");
    assertThat(cl().run("cl.yaml", "--beat", "--dry-run", "-o", "json").out())
        .contains(
            "\"due\": \"2026-11-24T02:00:00Z\"", "\"queue\": \"{webserver_tasks}.webserver01\"");
  }

  @Test
  void a_dry_run_shows_script_parameters_without_the_script() {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        tasks:
          greet: {command: [echo, "hello {name}"], params: {name: {required: true}}}
          post: {to: "log:jobs", params: {note: {required: true}, token: {secret: true}}}
        schedules:
          space: {cron: "0 3 * * *", task: disk_usage, targets: [web], params: {max: 90}}
          hello: {cron: "0 4 * * *", task: greet, targets: [web], params: {name: ann}}
          note:
            cron: "0 5 * * *"
            task: post
            targets: [web]
            params: {note: "a b", token: hunter2}
        """;

    String out = cl().file("cl.yaml", text).run("cl.yaml", "--beat", "--dry-run").out();

    assertThat(out)
        .contains("max=90 /bin/sh -eu (script of disk_usage)")
        .contains("echo 'hello ann'")
        .contains("log:jobs note='a b' token=***")
        .doesNotContain("df ", "hunter2");
  }

  @Test
  void a_dry_run_shortens_a_schedule_that_is_due_often() {
    String text =
        """
        workers: {web: {hostnames: [web01, web02]}}
        schedules:
          often: {cron: "* * * * *", task: ping, targets: [web]}
          daily: {cron: "0 3 * * *", task: ping, targets: [web]}
        """;
    Cl cl = cl().file("cl.yaml", text);

    assertThat(cl.run("cl.yaml", "--beat", "--dry-run").out().lines())
        .hasSize(6)
        .anyMatch(line -> line.contains("web01, web02") && line.contains("daily"))
        .anyMatch(line -> line.startsWith("... 1437 more") && line.contains("every minute"));
    assertThat(cl.run("cl.yaml", "--beat", "--dry-run", "--all").out().lines()).hasSize(1442);
    assertThat(cl.run("cl.yaml", "--beat", "--dry-run", "-o", "json").out().lines())
        .filteredOn(line -> line.contains("\"due\""))
        .hasSize(1441);
    assertThat(cl.run("cl.yaml", "--beat", "--all").exitCode()).isEqualTo(2);
  }

  @Test
  void a_dry_run_knows_steps_waves_spreads_and_calendars() {
    String text =
        """
        workers:
          web: {hostnames: [web01, web02]}
          db: {hostnames: [db01], only_in: [weekend]}
        calendars: {weekend: {weekdays: sat-sun}}
        schedules:
          flow:
            cron: "0 2 * * *"
            tasks:
              - {task: ping, targets: [web], batch: 50%, conditions: [load < 4]}
              - {task: uptime, targets: [web], always: true}
          part: {cron: "0 3 * * *", task: ping, targets: [web, db]}
          spread: {cron: "0 4 * * *", task: ping, targets: [web], splay: 1h}
          seconds: {every: 30s, task: ping, targets: [web]}
          once: {at: "2026-11-24T05:00", task: ping, targets: [db]}
          by_hand: {tasks: [{task: ping, targets: [web]}]}
        """;
    Cl cl = cl().file("cl.yaml", text);
    Cl.Ended table = cl.run("cl.yaml", "--beat", "--dry-run");

    assertThat(table.out())
        .containsPattern("02:00:00Z +flow +1 ping \\(batch 50%\\) +web01, web02 .* load < 4")
        .containsPattern("\n +2 uptime +web01, web02 ")
        .containsPattern("03:00:00Z +part +ping .* skipped on db \\(not in weekend\\)")
        .containsPattern("spread .* 2026-11-24T04:\\d\\d:\\d\\dZ, 2026-11-24T04:\\d\\d:\\d\\dZ")
        .containsPattern("05:00:00Z +once +ping +db01 .* skipped \\(not in weekend\\)")
        .containsPattern("\\.\\.\\. and more +seconds ")
        .doesNotContain("by_hand");
    assertThat(table.err()).contains("schedule seconds: only its first 1441 runs");
    assertThat(cl.run("cl.yaml", "--beat", "--dry-run", "-o", "json").out())
        .contains("\"batch\": \"50%\"", "\"skipped\": \"skipped on db (not in weekend)\"")
        .containsPattern("\"start\": \"2026-11-24T04:[^\"]+\"");
  }

  @Test
  void clashing_routes_are_invalid_and_stop_a_worker_from_starting() {
    String route = "- route: {id: mine, from: {uri: 'direct:%s', steps: []}}\n";
    Cl cl =
        new Cl(directory)
            .file("a.camel.yaml", route.formatted("a"))
            .file("b.camel.yaml", route.formatted("b"))
            .file("cl.yaml", Cl.SAMPLE + "routes: '*.camel.yaml'\n");

    Cl.Ended started = cl.run("cl.yaml", "--worker", "--hostname", "webserver01");
    Cl.Ended validated = cl.run("config", "validate");

    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(validated.exitCode()).isEqualTo(1);
    for (String said : List.of(started.err(), validated.out())) {
      assertThat(said)
          .contains("b.camel.yaml:1:15: route id \"mine\" twice, also at ")
          .contains("a.camel.yaml:1:15 [route-id]", "fix: rename one of the routes", "1 problem");
    }
  }

  @Test
  void a_level_of_the_log_that_there_is_not_is_refused() {
    Cl.Ended ended = cl().env("CL_LOG_LEVEL", "loud").run("cl.yaml", "--beat");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("CL_LOG_LEVEL=loud: no such level; levels are: error, warn, info, debug, trace");
  }

  @Test
  void a_worker_of_no_role_says_what_to_do() {
    Cl.Ended ended = cl().run("cl.yaml", "--worker", "--hostname", "elsewhere");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("host \"elsewhere\" is in no role; roles are: webserver, database", "fix: ");
  }

  @Test
  void a_worker_whose_host_the_file_writes_in_other_case_says_how() {
    assertThat(cl().run("cl.yaml", "--worker", "--hostname", "WEBSERVER01").err())
        .contains("in no role; ", "; the file writes it \"webserver01\", and case counts\n");
  }

  @Test
  void the_environment_names_the_worker_without_an_option() {
    Cl cl = cl().env("CL_HOSTNAME", "elsewhere");

    assertThat(cl.run("cl.yaml", "--worker").err()).contains("host \"elsewhere\" is in no role");
    assertThat(cl.run("cl.yaml", "--worker", "--hostname", "third").err())
        .contains("host \"third\" is in no role");
  }

  @Test
  void a_worker_serves_only_roles_that_name_its_host() {
    Cl.Ended ended =
        cl().run("cl.yaml", "--worker", "--hostname", "dbserver01", "--role", "webserver");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("host \"dbserver01\" is not in role webserver");
  }

  @Test
  void a_worker_with_an_impossible_name_gets_a_hint() {
    Cl cl = new Cl(directory).file("cl.yaml", Cl.SAMPLE.replace("[dbserver01]", "['[!a]*']"));

    assertThat(cl.run("cl.yaml", "--worker", "--role", "database", "--hostname", "b c").err())
        .startsWith("cl: host \"b c\": not a host name\n    fix: give a --hostname of ");
  }
}
