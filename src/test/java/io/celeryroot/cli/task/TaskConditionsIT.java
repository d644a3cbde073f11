// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.job.JsonReader;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl task conditions} and {@code cl task NAME --if}, with a real worker. */
class TaskConditionsIT {

  private static final String FILE =
      """
      workers:
        database: {hostnames: [db01]}
        strict: {hostnames: [db02], tasks: [backup]}
      tasks:
        backup: {script: "echo saved"}
        count: {script: "echo 42"}
      facts:
        dump_age: {file_age: /no/such/dump}
        waiting: {task: count}
      schedules:
        nightly:
          cron: "0 1 * * *"
          task: backup
          targets: [database]
          conditions:
            - disk_usage <= 100%
            - dump_age > 24h
        busy:
          cron: "0 1 * * *"
          task: backup
          targets: [database]
          conditions:
            - waiting < 10 or dump_age < 1h
            - disk_usage(/no/such/disk) < 80%
        broken: {cron: "0 1 * * *", task: backup, targets: [database], conditions: disk_free(/no/such/disk) > 1GB}
        steps:
          tasks:
            - {task: backup, targets: [database]}
            - {task: backup, targets: [database], conditions: waiting < 10}
          conditions: disk_usage <= 100%
        plain: {cron: "0 1 * * *", task: backup, targets: [database]}
      """;

  @TempDir private Path directory;
  private TestSite site;
  private Cl cl;

  @BeforeEach
  void start() {
    site = TestSite.of(FILE);
    site.worker("db01");
    cl =
        new Cl(directory)
            .clock(Clock.systemUTC())
            .file("cl.yaml", "redis: " + site.server().url() + "\n" + FILE);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void each_fact_its_value_and_each_comparison_is_shown() {
    Cl.Ended ended = cl.run("task", "conditions", "nightly", "--targets", "db01");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out().lines().toList().get(0))
        .matches("HOST +CONDITION +FACT +VALUE +COMPARISON +HOLDS");
    assertThat(ended.out())
        .containsPattern("db01  disk_usage <= 100%  disk_usage  [0-9.]+% +disk_usage <= 100%  yes")
        .containsPattern("db01  dump_age > 24h      dump_age    never +dump_age > 24h +yes")
        .endsWith("\ndb01: starts\n");
    assertThat(cl.run("task", "list").out()).doesNotContain("backup");
  }

  @Test
  void a_condition_that_does_not_hold_exits_with_1_and_shows_the_others_too() {
    Cl.Ended ended = cl.run("task", "conditions", "busy", "-o", "json");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains(
            "\"because\": \"waiting 42 is not < 10 and dump_age never is not < 1h\"",
            "\"value\": \"no such file or directory\"",
            "\"holds\": false",
            "\"holds\": null");
  }

  @Test
  void each_step_of_a_workflow_has_its_own_conditions_beside_those_of_the_schedule() {
    Cl.Ended ended = cl.run("task", "conditions", "steps");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .endsWith("\ndb01, step 1: starts\ndb01, step 2: skipped (waiting 42 is not < 10)\n");
  }

  @Test
  void a_fact_that_cannot_be_found_out_exits_with_3() {
    Cl.Ended ended = cl.run("task", "conditions", "broken");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.out())
        .contains("db01: failed (fact disk_free(/no/such/disk): no such file or directory)");
  }

  @Test
  void conditions_of_no_schedule_can_be_asked_for() {
    assertThat(cl.run("task", "conditions", "--if", "waiting = 42", "-t", "db01").exitCode())
        .isZero();
    assertThat(cl.run("task", "conditions", "plain").out())
        .isEqualTo("schedule plain has no conditions\n");
    assertThat(cl.run("task", "conditions").exitCode()).isEqualTo(2);
    assertThat(cl.run("task", "conditions", "nigtly").exitCode()).isEqualTo(4);
  }

  @Test
  void a_host_without_a_worker_gives_no_answer() {
    Cl.Ended ended = cl.run("task", "conditions", "nightly", "-t", "db02", "--timeout", "1s");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("add conditions to workers.strict.tasks");
  }

  @Test
  void a_run_by_hand_starts_only_where_its_conditions_hold() {
    assertThat(cl.run("task", "backup", "-t", "db01", "--if", "load < 1000", "--wait").out())
        .contains("db01: ok");
    assertThat(
            cl.run(
                    "task",
                    "backup",
                    "-t",
                    "db01",
                    "--if",
                    "load < 1000",
                    "--if",
                    "waiting > 50",
                    "-w")
                .out())
        .contains("db01: skipped (waiting 42 is not > 50)");
  }

  @Test
  void a_mistake_in_a_condition_is_shown_below_it_and_nothing_is_submitted() {
    Cl.Ended ended = cl.run("task", "backup", "-t", "db01", "--if", "load < 2 and lod < 3");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("cl: --if: no fact \"lod\"; facts are: disk_usage, ")
        .endsWith("    load < 2 and lod < 3\n                 ^^^\n    fix: write \"load\"\n");
    assertThat(cl.run("task", "list", "-o", "json").out().strip()).isEqualTo("[]");
  }

  @Test
  void a_task_for_a_fact_must_be_allowed_where_it_is_to_run() {
    Cl.Ended ended = cl.run("task", "backup", "-t", "db02", "--if", "waiting > 1");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("role \"strict\" does not allow task \"count\"");
  }

  @Test
  void a_dry_run_and_lists_show_conditions() {
    assertThat(cl.run("task", "backup", "-t", "db01", "--if", "load<2", "--dry-run").out())
        .contains("IF\n", "load < 2\n");
    assertThat(cl.run("schedule", "next", "nightly", "-n", "1").out())
        .contains("IF\n", "disk_usage <= 100% and dump_age > 24h\n");
    assertThat(cl.run("cl.yaml", "--beat", "--dry-run").out())
        .contains("disk_usage <= 100% and dump_age > 24h");
    assertThat(cl.run("schedule", "list", "-o", "json").out())
        .contains("\"disk_usage <= 100%\"", "\"dump_age > 24h\"");
  }

  @Test
  void a_retry_keeps_the_conditions() {
    cl.run("task", "backup", "-t", "db01", "--if", "disk_free(/no/such/disk) > 1GB", "--wait");
    String runs = cl.run("task", "list", "-o", "json").out();
    Object run = ((List<?>) read("{\"all\":" + runs + "}").get("all")).get(0);
    String id = JsonReader.text(JsonReader.object(run).orElseThrow().get("run")).orElseThrow();

    assertThat(cl.run("task", "retry", id, "--wait").out())
        .contains("failed (fact disk_free(/no/such/disk)");
  }

  @Test
  void the_dry_run_of_a_retry_shows_the_conditions_of_its_schedule() {
    cl.run("schedule", "run", "broken", "--wait");
    String runs = cl.run("task", "list", "-o", "json").out();
    Object run = ((List<?>) read("{\"all\":" + runs + "}").get("all")).get(0);
    String id = JsonReader.text(JsonReader.object(run).orElseThrow().get("run")).orElseThrow();

    assertThat(cl.run("task", "retry", id, "--dry-run").out())
        .contains("IF\n", "disk_free(/no/such/disk) > 1GB\n");
  }

  private static Map<String, Object> read(String json) {
    return JsonReader.readObject(json).orElseThrow();
  }
}
