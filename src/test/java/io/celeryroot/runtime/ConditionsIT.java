// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions of jobs on real workers: real routes, Redis and processes. */
class ConditionsIT {

  private static final Instant DUE = Instant.parse("2026-11-28T01:00:00Z");

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void startRedis() {
    site =
        TestSite.of(
            """
            workers:
              database: {hostnames: [db01, db02]}
              limited: {hostnames: [db03], tasks: [backup_database]}
            tasks:
              backup_database: {script: "echo saved > DIR/$CL_HOST.saved"}
              fail_once: {script: "echo x >> DIR/tries; test $(wc -l < DIR/tries) -gt 1", retries: {max: 2, delay: 1s}}
              name: {script: "echo $CL_HOST"}
              words: {script: "echo nobody is here"}
              hang: {script: "echo $$ > DIR/hang.pid; sleep 999 & sleep 999", kill_after: 1s}
              bad: {script: "exit 3"}
            facts:
              backup_age: {file_age: DIR/db.dump}
              host: {task: name}
              users: {task: words}
              hanging: {task: hang}
            schedules:
              conditional_backup:
                cron: "0 1 * * *"
                task: backup_database
                targets: [database]
                conditions:
                  - disk_usage <= 100%
                  - backup_age > 24h
              one_host: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: host = "db02"}
              no_disk: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: disk_usage(DIR/none) < 80%}
              no_number: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: users < 5}
              no_answer: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: hanging < 5}
              not_bad: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: not command_ok(bad)}
              if_ok: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: command_ok(bad)}
              retried: {cron: "0 1 * * *", task: fail_once, targets: [database], conditions: not file_exists(DIR/tries)}
              daily: {cron: "0 1 * * *", task: backup_database, targets: [db01], conditions: last_success_age(backup_database) > 1h}
              after_failure: {cron: "0 1 * * *", task: backup_database, targets: [database], conditions: last_outcome(bad) = failed}
            """
                .replace("DIR", directory.toString()));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private JobResult run(String schedule) {
    return run(schedule, DUE);
  }

  private JobResult run(String schedule, Instant due) {
    return site.end(site.submitScheduled(schedule, due), Duration.ofSeconds(30));
  }

  private void dump(Duration age) throws IOException {
    Path file = Files.createFile(directory.resolve("db.dump"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void a_job_whose_conditions_hold_runs() throws IOException {
    dump(Duration.ofHours(25));
    site.worker("db01");

    assertThat(run("conditional_backup").outcomeText()).isEqualTo("ok");
    assertThat(directory.resolve("db01.saved")).exists();
  }

  @Test
  void a_job_whose_condition_does_not_hold_is_skipped_with_the_value_and_without_an_attempt()
      throws IOException {
    dump(Duration.ofHours(3).plusMinutes(5));
    site.worker("db01");

    JobResult result = run("conditional_backup");

    assertThat(result.outcomeText()).matches("skipped \\(backup_age 3h5m.* is not > 24h\\)");
    assertThat(result.state()).isEqualTo(JobState.SUCCESS);
    assertThat(result.attempt()).isZero();
    assertThat(result.attempts()).isEmpty();
    assertThat(directory.resolve("db01.saved")).doesNotExist();
    assertThat(new QueueReader(site.redis()).depths(lists("db01")))
        .allMatch(depth -> depth.waiting() == 0 && depth.claimed() == 0);
  }

  private static List<Target> lists(String host) {
    return List.of(new Target("database", "database_tasks", Optional.of(host)));
  }

  @Test
  void a_skipped_job_passes_the_slot_of_its_schedule_on() throws IOException {
    dump(Duration.ofHours(3));
    site.worker("db01");
    run("conditional_backup");
    Files.delete(directory.resolve("db.dump"));

    assertThat(run("conditional_backup", DUE.plusSeconds(86_400)).outcomeText()).isEqualTo("ok");
  }

  @Test
  void each_host_decides_for_itself() {
    site.worker("db01");
    site.worker("db02");

    List<String> jobs = submit("one_host");

    assertThat(site.end(jobs.get(0)).outcomeText())
        .isEqualTo("skipped (host db01 is not = \"db02\")");
    assertThat(site.end(jobs.get(1)).outcomeText()).isEqualTo("ok");
    assertThat(directory.resolve("db01.saved")).doesNotExist();
  }

  private List<String> submit(String name) {
    var schedule = site.config().schedules().get(name);
    var task = site.config().task(schedule.task()).orElseThrow();
    List<Target> targets =
        Targets.resolve(site.config(), schedule.targets(), Optional.empty(), task.name(), Set.of())
            .targets();
    return site.submit(RunRequest.due(schedule, task, DUE, targets, "test"));
  }

  @Test
  void a_fact_that_cannot_be_found_out_is_a_failure_without_an_attempt() {
    site.worker("db01");

    JobResult disk = run("no_disk");
    JobResult words = run("no_number");

    assertThat(disk.outcomeText())
        .isEqualTo(
            "failed (fact disk_usage(%s/none): no such file or directory)".formatted(directory));
    assertThat(disk.attempt()).isZero();
    assertThat(disk.state()).isEqualTo(JobState.FAILURE);
    assertThat(words.outcomeText())
        .isEqualTo("failed (fact users: task words printed \"nobody is here\", not a number)");
    assertThat(directory.resolve("db01.saved")).doesNotExist();
  }

  @Test
  void a_task_that_hangs_for_a_fact_is_ended_with_its_processes() throws IOException {
    site.worker("db01");

    JobResult result = run("no_answer");

    assertThat(result.outcomeText())
        .isEqualTo("failed (fact hanging: task hang took longer than 5s)");
    long pid = Long.parseLong(Files.readString(directory.resolve("hang.pid")).strip());
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(site.result(result.id()).orElseThrow().attempts()).isEmpty();
  }

  @Test
  void a_task_that_fails_is_not_ok_and_leaves_no_result() {
    site.worker("db01");

    assertThat(run("not_bad").outcomeText()).isEqualTo("ok");
    assertThat(run("if_ok").outcomeText()).isEqualTo("skipped (command_ok(bad) is no)");
    assertThat(run("after_failure").outcomeText())
        .isEqualTo("skipped (last_outcome(bad) never is not = failed)");
  }

  @Test
  void a_host_remembers_how_a_task_ended_and_when_it_last_succeeded() {
    site.worker("db01");
    site.worker("db02");

    assertThat(run("daily").outcomeText()).isEqualTo("ok");
    assertThat(run("daily", DUE.plusSeconds(60)).outcomeText())
        .matches("skipped \\(last_success_age\\(backup_database\\) [0-9]+s is not > 1h\\)");
    site.end(site.submit("bad", Map.of(), RunOn.ALL, "db01").get(0));
    assertThat(run("after_failure").outcomeText()).isEqualTo("ok");
    assertThat(site.end(ifOn("db02", "last_success_age(backup_database) > 1h")).outcomeText())
        .isEqualTo("ok");
  }

  private String ifOn(String host, String... conditions) {
    List<Target> targets =
        Targets.resolve(site.config(), List.of(host), Optional.empty(), "backup_database", Set.of())
            .targets();
    var task = site.config().task("backup_database").orElseThrow();
    return site.submit(
            RunRequest.ofTask(task, Map.of(), targets, Runs.submitter())
                .onlyIf(List.of(conditions)))
        .get(0);
  }

  /** The attempt before has made what the condition forbids. */
  @Test
  void a_job_that_was_begun_is_tried_again_whatever_its_conditions_say_then() {
    site.worker("db01");

    JobResult result = run("retried");

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.attempts())
        .extracting(EndedAttempt::outcomeText)
        .containsExactly("failed (exit 1)", "ok");
  }

  @Test
  void conditions_of_a_message_are_read_by_the_worker_and_refused_if_it_cannot() {
    site.worker("db01");
    site.worker("db03");

    assertThat(site.end(ifOn("db01", "load < 1000", "uptime > 1s")).outcomeText()).isEqualTo("ok");
    assertThat(site.end(ifOn("db01", "load < 0")).outcomeText()).contains("is not < 0");
    assertThat(site.end(ifOn("db01", "lode < 2")).outcomeText())
        .startsWith("rejected (condition: no fact \"lode\"");
    assertThat(site.end(ifOn("db03", "command_ok(hang)")).outcomeText())
        .isEqualTo("rejected (condition: task hang not allowed for role limited)");
    assertThat(directory.resolve("hang.pid")).doesNotExist();
  }

  @Test
  void a_condition_in_a_message_that_is_not_a_text_is_refused() {
    site.worker("db01");
    Target target = lists("db01").get(0);
    Job job = Runs.job(Runs.byHand("backup_database", List.of(target)), Instant.now());
    String message = MessageCodec.write(job).replace("\"cl_run\"", "\"cl_if\":[1],\"cl_run\"");

    site.redis().call("pushing", j -> j.lpush(target.list(), message));

    assertThat(site.end(job.id()).outcomeText()).startsWith("rejected (header \"cl_if\"");
    assertThat(directory.resolve("db01.saved")).doesNotExist();
  }

  /** The stop must neither wait for the fact nor make an outcome of it. */
  @Test
  void a_worker_that_stops_releases_a_job_whose_facts_it_measures() {
    WorkerProcess worker = site.worker("db01");
    String job = site.submitScheduled("no_answer", DUE);
    await().until(() -> Files.exists(directory.resolve("hang.pid")));

    worker.endJobs();
    worker.close();

    assertThat(site.result(job)).isEmpty();
    assertThat(new QueueReader(site.redis()).depths(lists("db01")))
        .allMatch(depth -> depth.waiting() == 1 && depth.claimed() == 0);
  }
}
