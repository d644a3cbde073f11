// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.job.Keys;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for workflows, on the site of {@code examples/backup-workflow} and some more. */
class WorkflowCommandsIT {

  @TempDir private static Path directory;

  private static TestSite site;
  private static Path state;
  private Cl cl;

  @BeforeAll
  static void start() throws IOException {
    state = Files.createDirectory(directory.resolve("state"));
    String example = Files.readString(Path.of("examples/backup-workflow/cl.yaml"));
    String text =
        example
            .substring(example.indexOf("workers:"))
            .replace("${STATE:-/tmp/celeryroot-example}", state.toString())
            .replace("workers:\n", "workers:\n  nobody: {hostnames: [\"no*\"]}\n");
    String more =
        """
          waves:
            tasks: [{task: odd, targets: [application, database], batch: 1, max_failures: 1}]
          nowhere:
            tasks: [{task: start, targets: [nobody]}]
          stuck:
            tasks:
              - {task: sleep, targets: [database]}
              - {task: stop, targets: [application]}
              - {task: start, targets: [application], always: true}
        schedules:
          by_hand:
            tasks: [{task: start, targets: [app01]}]
        """;
    String tasks =
        """
        tasks:
          odd: {script: 'test "$CL_HOST" != app02'}
          sleep: {command: [sleep, "600"]}
        """;
    site =
        TestSite.with(text.replace("tasks:\n  stop:", tasks + "  stop:") + more)
            .in(directory)
            .start();
    for (String host : List.of("app01", "app02", "db01")) {
      site.worker(host);
    }
    site.beat(EngineListener.NONE);
    await("Beat")
        .atMost(Duration.ofSeconds(30))
        .until(() -> site.redis().jedis().exists("cl:{live}:beats"));
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @BeforeEach
  void connect() throws IOException {
    cl = new Cl(directory).clock(Clock.systemUTC());
    Files.deleteIfExists(state.resolve("database"));
  }

  @Test
  void services_come_back_when_the_backup_fails_and_a_retry_goes_on_from_it() throws IOException {
    assertThat(cl.run("task", "start", "-t", "application", "--wait").exitCode()).isZero();

    Cl.Ended failed = cl.run("workflow", "run", "nightly_backup", "--wait");

    assertThat(failed.exitCode()).as(failed.out() + failed.err()).isEqualTo(1);
    assertThat(failed.err())
        .contains(
            "step 1 stop: ok\n", "step 2 backup: failed (1 of 1 job)\n", "step 3 start: ok\n");
    assertThat(failed.out())
        .containsPattern("1 stop +ok\n")
        .containsPattern("2 backup +failed \\(1 of 1 job\\)\n +db01 +failed \\(exit 1\\) ")
        .containsPattern("3 start \\(always\\) +ok\n");
    assertThat(state.resolve("app01.up")).exists();
    assertThat(state.resolve("app02.up")).exists();
    assertThat(cl.run("task", "list", "-n", "1").out())
        .containsPattern("nightly_backup-\\S+ +stop, backup, start .* failed \\(step 2\\)");

    Files.writeString(state.resolve("database"), "data");
    String run = json(cl.run("task", "list", "-n", "1", "-o", "json")).get(0).get("run").asText();
    String text = Files.readString(directory.resolve("cl.yaml"));
    cl.file(
        "renamed.yaml", text.replace("  stop:\n", "  halt:\n").replace("task: stop", "task: halt"));
    Cl.Ended planned = cl.run("-c", "renamed.yaml", "task", "retry", run, "--dry-run");
    assertThat(planned.exitCode()).as("the file has no task \"stop\": " + planned.err()).isZero();
    Cl.Ended again = cl.run("task", "retry", run, "--wait");

    assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("1 stop", "ok (in " + run + ")");
    assertThat(state.resolve("database.backup")).hasContent("data");
    assertThat(cl.run("task", "retry", run + "+2.db01", "--wait").exitCode()).isZero();
    Cl.Ended result = cl.run("task", "result", run);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .startsWith(run + ": failed (step 2)\nSTEP ")
        .containsPattern("\n1 stop +ok\n +app01 +ok ")
        .containsPattern("\n2 backup +failed \\(1 of 1 job\\)\n +db01 +failed \\(exit 1\\) ")
        .containsPattern("\n3 start \\(always\\) +ok\n");
  }

  @Test
  void a_run_is_a_tree_for_programs_too() throws IOException {
    Files.writeString(state.resolve("database"), "data");

    JsonNode run = json(cl.run("workflow", "run", "nightly_backup", "--wait", "-o", "json"));

    assertThat(run.get("outcome").asText()).isEqualTo("ok");
    assertThat(texts(run.get("steps"), "task")).containsExactly("stop", "backup", "start");
    assertThat(texts(run.get("steps"), "outcome")).containsOnly("ok");
    assertThat(run.get("steps").get(0).get("jobs")).hasSize(2);
    assertThat(texts(run.get("jobs"), "outcome")).hasSize(5).containsOnly("ok");
    String step = run.get("run").asText() + "+1";
    assertThat(json(cl.run("task", "result", step, "-o", "json")).get("jobs")).hasSize(2);
    assertThat(cl.run("task", "result", step + ".app02").out()).contains("stop on app02: ok");
  }

  @Test
  void a_cancel_ends_what_runs_and_services_come_back() throws IOException {
    Files.deleteIfExists(state.resolve("app01.up"));
    String run = json(cl.run("workflow", "run", "stuck", "-o", "json")).get("run").asText();
    site.awaitStart(run + "+1.db01");

    assertThat(cl.run("task", "status").out())
        .containsPattern("RUNNING WORKFLOW +STATE")
        .containsPattern(run + " +running \\(step 1 of 3\\)");
    assertThat(cl.run("task", "retry", run).exitCode()).isEqualTo(1);
    assertThat(cl.run("why", run + "+2").out())
        .startsWith(
            "step 2 (stop) of "
                + run
                + " has no jobs: it is waiting, and the run is running (step 1 of 3)\n");
    assertThat(cl.run("why", run + "+2.app01").out()).startsWith("step 2 (stop) of " + run);
    assertThat(cl.run("why", run + "+4").exitCode()).as("it has three steps").isEqualTo(4);
    assertThat(cl.run("task", "cancel", run).exitCode()).isZero();

    await("end")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(cl.run("task", "result", run, "-o", "json").out())
                    .contains("\"outcome\": \"skipped (cancelled)\"")
                    .containsPattern("\"outcome\": \"cancelled\",\\s+\"steps\""));
    assertThat(site.end(run + "+1.db01").outcomeText()).isEqualTo("cancelled");
    assertThat(state.resolve("app01.up")).exists();
    assertThat(cl.run("task", "cancel", run).exitCode()).as("it has ended").isEqualTo(1);

    site.redis().jedis().del(Keys.run(run));
    assertThat(cl.run("why", run).out())
        .startsWith(run + ": the record of the run is gone; what is known: was cancelled");
  }

  @Test
  void a_workflow_is_not_begun_again_when_the_file_has_not_the_role_of_a_step() throws IOException {
    String run = json(cl.run("workflow", "run", "stuck", "-o", "json")).get("run").asText();
    site.awaitStart(run + "+1.db01");
    cl.run("task", "cancel", run);
    await("end")
        .atMost(Duration.ofSeconds(30))
        .until(() -> cl.run("task", "result", run).out().startsWith(run + ": cancelled"));
    String text = Files.readString(directory.resolve("cl.yaml"));
    cl.file("renamed.yaml", text.replace("application", "apps"));

    Cl.Ended ended = cl.run("-c", "renamed.yaml", "task", "retry", run, "--dry-run");

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).startsWith("cl: no role or host \"application\"; targets are: ");
  }

  @Test
  void a_workflow_is_a_name_for_why_and_for_the_list_of_runs() throws IOException {
    assertThat(cl.run("why", "waves").out())
        .startsWith("workflow waves has no run on record; records are kept ");

    String run = json(cl.run("workflow", "run", "nowhere", "-o", "json")).get("run").asText();

    assertThat(cl.run("why", "nowhere").out()).startsWith(run + ": ");
    assertThat(json(cl.run("task", "list", "--task", "nowhere", "-n", "1", "-o", "json")))
        .first()
        .extracting(found -> found.get("run").asText())
        .isEqualTo(run);
  }

  @Test
  void a_task_goes_over_its_hosts_in_waves() throws IOException {
    Cl.Ended ended = cl.run("task", "odd", "-t", "application,database", "--batch", "1", "--wait");

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("app01 +ok ")
        .containsPattern("app02 +failed \\(exit 1\\) ")
        .containsPattern("db01 +skipped \\(1 of 1 allowed failures\\) ");
    Cl.Ended all =
        cl.run(
            "task",
            "odd",
            "-t",
            "application,database",
            "--batch",
            "34%",
            "--max-failures",
            "2",
            "--wait");
    assertThat(all.out()).containsPattern("db01 +ok ");
    assertThat(cl.run("task", "odd", "-t", "database", "--max-failures", "2").exitCode())
        .isEqualTo(2);
  }

  @Test
  void a_schedule_without_a_clock_is_started_by_hand() throws IOException {
    assertThat(cl.run("schedule", "list").out()).containsPattern("by_hand +start +app01 +by hand");
    assertThat(cl.run("schedule", "run", "by_hand", "--wait").exitCode()).isZero();
    Cl.Ended nowhere = cl.run("workflow", "run", "nowhere", "--wait");
    assertThat(nowhere.exitCode()).as("a step without a host fails").isEqualTo(1);
    String run = json(cl.run("task", "list", "-n", "1", "-o", "json")).get(0).get("run").asText();
    Cl.Ended result = cl.run("task", "result", run);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).containsPattern("1 start +failed \\(no host of role .*has been seen");
    assertThat(cl.run("schedule", "next", "by_hand").err()).contains("by_hand");
    assertThat(cl.run("workflow", "list").out())
        .containsPattern("nightly_backup +1 stop +application")
        .containsPattern("by_hand +1 start +app01");
    assertThat(cl.run("workflow", "run", "nightly").err())
        .contains("no workflow \"nightly\"; workflows are:");
    assertThat(cl.run("workflow", "run", "nightly").exitCode()).isEqualTo(4);
  }

  private static JsonNode json(Cl.Ended ended) throws IOException {
    return new ObjectMapper().readTree(ended.out());
  }

  private static List<String> texts(JsonNode objects, String field) {
    List<String> texts = new ArrayList<>();
    objects.forEach(object -> texts.add(object.get(field).asText()));
    return texts;
  }
}
