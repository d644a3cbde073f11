// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Json;
import io.celeryroot.view.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands that talk to Redis, against a real one. */
final class RedisCommandsIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir Path directory;
  private ClConfig config;
  private Redis redis;
  private Cl cl;
  private final List<TestWorker> workers = new ArrayList<>();

  @BeforeEach
  void connect() {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01, web02]}
          spare: {hostnames: ["spare*"]}
        tasks:
          login:
            command: [login, "{user}", "{password}"]
            params: {user: {required: true}, password: {secret: true}}
          flaky:
            script: 'echo "attempt $CL_ATTEMPT"; test "$CL_ATTEMPT" -gt 2'
            retries: {max: 3, delay: 100ms, on_exit: [1]}
          fleeting: {command: ["true"], expires: 1s}
        schedules:
          hourly: {cron: "0 * * * *", task: ping, targets: [web]}
          off: {cron: "0 * * * *", task: ping, targets: [web], enabled: false}
          brief: {cron: "0 * * * *", task: ping, targets: [web01], expires: 5m}
        """
            .formatted(server.url());
    config = TestSite.config(text);
    redis = server.redis();
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
  }

  private void startWorkers(String... hosts) {
    for (String host : hosts) {
      workers.add(new TestWorker(redis, config, host));
    }
  }

  @AfterEach
  void disconnect() {
    workers.forEach(TestWorker::close);
  }

  @Test
  void a_submitted_run_is_queued_per_host_and_shown() {
    Cl.Ended ended = cl.run("task", "ping", "--targets", "web", "-o", "json");

    JsonNode answer = json(ended.out());
    assertThat(ended.exitCode()).isZero();
    assertThat(texts(answer.get("jobs"), "host")).containsExactly("web01", "web02");
    assertThat(texts(answer.get("jobs"), "state")).containsOnly("PENDING");
    String run = answer.get("run").asText();
    assertThat(cl.run("task", "result", run).out())
        .contains("==> web01, web02 <==\n" + run + " ping on 2 hosts: waiting");
    assertThat(cl.run("task", "result", run + ".web02").exitCode()).isZero();
    assertThat(cl.run("queue", "list", "-o", "json").out()).contains("\"waiting\": 2");
  }

  @Test
  void jobs_of_an_unseen_host_are_listed_and_purged_with_its_role() {
    String list = "{spare_tasks}.spare07";
    assertThat(cl.run("queue", "list").out()).doesNotContain(list);
    cl.run("task", "ping", "--targets", "spare07");

    assertThat(cl.run("queue", "list").out()).containsPattern("spare +\\Q" + list + "\\E +1 ");
    assertThat(cl.run("queue", "purge", "spare", "--yes").out()).isEqualTo("cancelled 1 job\n");
    assertThat(cl.run("queue", "list").out()).doesNotContain(list);
  }

  @Test
  void attempts_and_expiry_of_a_job_are_shown() {
    String flaky =
        json(cl.run("task", "flaky", "-t", "web01", "-o", "json").out()).get("run").asText();
    String late =
        json(cl.run("task", "fleeting", "-t", "web01", "-o", "json").out()).get("run").asText();
    Instant expired = redis.serverTime().plusSeconds(1);
    await().until(() -> redis.serverTime().isAfter(expired));

    try (WorkerProcess worker = Processes.worker(config, "web01")) {
      worker.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  cl.run("task", "result", flaky).out().contains(": ok")
                      && cl.run("task", "result", late).out().contains(": expired"));
    }

    Cl.Ended history = cl.run("task", "result", flaky);
    assertThat(history.exitCode()).isZero();
    assertThat(history.out())
        .containsPattern("flaky on web01: ok in .*, attempt 3, ended ")
        .containsPattern("attempt 1 on web01 at .*: failed \\(exit 1\\) in ")
        .containsPattern("attempt 2 on web01 at .*: failed \\(exit 1\\) in ")
        .containsPattern("attempt 3 on web01 at .*: ok in ")
        .contains("attempt 3\n");
    JsonNode job = json(cl.run("task", "result", flaky, "-o", "json").out()).get("jobs").get(0);
    assertThat(texts(job.get("attempts"), "outcome"))
        .containsExactly("failed (exit 1)", "failed (exit 1)", "ok");
    Cl.Ended end = cl.run("task", "result", late);
    assertThat(end.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(end.out()).contains(late + ".web01 fleeting on web01: expired");
    JsonNode expiredJob =
        json(cl.run("task", "result", late, "-o", "json").out()).get("jobs").get(0);
    assertThat(expiredJob.get("outcome").asText()).isEqualTo("expired");
  }

  @Test
  void a_host_without_a_live_worker_is_a_warning_and_no_mistake() {
    Cl.Ended ended = cl.run("task", "ping", "-t", "web01");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("host web01: no live worker; the job waits until one is back");
  }

  @Test
  void the_exit_code_says_whether_a_host_is_alive() {
    startWorkers("web01");

    Cl.Ended alive = cl.run("task", "status", "--host", "web01", "-o", "json");
    Cl.Ended inFull = cl.run("task", "status", "--host", "web01.example.com");
    Cl.Ended away = cl.run("task", "status", "--host", "web02");
    Cl.Ended awayInFull = cl.run("task", "status", "--host", "web02.example.com");
    Cl.Ended misspelt = cl.run("task", "status", "--host", "wbe02");
    Cl.Ended own = cl.env("CL_HOSTNAME", "web01").run("task", "status", "--host");
    Cl.Ended other = cl.env("CL_HOSTNAME", "beat9").run("task", "status", "--host");

    assertThat(alive.exitCode()).isZero();
    assertThat(json(alive.out()).get("alive").asBoolean()).isTrue();
    assertThat(texts(json(alive.out()).get("workers"), "name")).containsExactly("web01");
    assertThat(inFull.exitCode()).isZero();
    assertThat(away.exitCode()).isEqualTo(1);
    assertThat(away.out()).isEqualTo("no Beat and no worker of web02 seen\n");
    assertThat(awayInFull.exitCode()).isEqualTo(1);
    assertThat(misspelt.exitCode()).isEqualTo(4);
    assertThat(misspelt.err()).contains("no host \"wbe02\"; did you mean \"web02\"?");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(own.exitCode()).isZero();
    assertThat(own.out()).contains("WORKER", "web01", "alive").doesNotContain("SCHEDULE");
  }

  @Test
  void a_host_of_no_role_whose_beat_or_worker_was_stopped_is_known_and_not_alive() {
    Instant at = redis.serverTime();
    Heartbeats heartbeats = new Heartbeats(redis);
    heartbeats.putBeat(Reports.beat("beat9", at));
    heartbeats.removeBeat("beat9", at);
    Reports.put(redis, Reports.worker("old9", at));
    heartbeats.stopWorker("old9", at);

    assertThat(cl.run("task", "status", "--host", "beat9").exitCode()).isEqualTo(1);
    assertThat(cl.run("task", "status", "--host", "old9").exitCode()).isEqualTo(1);
    assertThat(cl.run("task", "status", "--host", "baet9").err()).contains("\"beat9\"?");
  }

  @Test
  void a_host_whose_last_heartbeat_is_too_old_is_not_alive() {
    startWorkers("web01");
    String old =
        redis.jedis().hget("cl:{live}:workers", "web01").replaceFirst("\"at\":[0-9]+", "\"at\":1");
    redis.jedis().hset("cl:{live}:workers", "web01", old);

    Cl.Ended ended = cl.run("task", "status", "--host", "web01");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("web01", "lost");
  }

  @Test
  void waiting_prints_one_line_for_each_job_and_fails_if_one_failed() {
    startWorkers("web01", "web02");
    Cl.Ended both = cl.run("task", "ping", "-t", "web", "--wait", "--timeout", "20s");
    Cl.Ended one = cl.run("task", "ping", "-t", "web01", "--wait", "--timeout", "20s");

    assertThat(both.exitCode()).isEqualTo(1);
    assertThat(both.out().lines())
        .containsExactlyInAnyOrder(
            "web01: ok 42 ms: hello from web01", "web02: failed (exit 3) 42 ms: disk\\x1b[2J full");
    assertThat(both.err()).doesNotContain("no live worker");
    assertThat(one.exitCode()).isZero();
  }

  @Test
  void following_prints_the_output_of_each_job_behind_its_host() {
    startWorkers("web01", "web02");
    Cl.Ended ended = cl.run("task", "ping", "-t", "web", "--follow", "--timeout", "20s");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out().lines())
        .containsExactlyInAnyOrder("web01 | hello from web01", "web02 | hello from web02");
    assertThat(ended.err())
        .contains(
            "web02 | disk", ".web02 on web02: failed (exit 3) in 42 ms", ".web01 on web01: ok");
  }

  @Test
  void the_results_of_several_hosts_stand_under_a_heading_each() {
    startWorkers("web01", "web02");
    Cl.Ended both = cl.run("task", "ping", "-t", "web", "--wait", "-o", "json");
    String run = json(both.out()).get("run").asText();

    assertThat(cl.run("task", "result", run).out())
        .contains("==> web01 <==\n" + run + ".web01", "==> web02 <==\n" + run + ".web02");
    assertThat(cl.run("task", "result", run + ".web01").out()).doesNotContain("==>");
  }

  @Test
  void output_that_one_line_does_not_show_is_pointed_to() {
    startWorkers("web01", "web02");

    Cl.Ended ok = cl.run("task", "ping", "-t", "web01", "--wait");
    Cl.Ended failed = cl.run("task", "ping", "-t", "web02", "--wait");

    assertThat(ok.err()).doesNotContain("see: ");
    assertThat(failed.err()).contains("see: cl task result ping-");
  }

  @Test
  void a_dead_letter_is_listed_with_its_reason_and_requeued() {
    String newer =
        "redis: %s\nworkers: {web: {hostnames: [web01]}}\ntasks: {gone: {command: [\"true\"]}}\n"
            .formatted(config.redis().url());
    Cl other = new Cl(directory).file("newer.yaml", newer);
    startWorkers("web01");
    other.run("-c", "newer.yaml", "task", "gone", "-t", "web01", "--wait", "--timeout", "20s");
    workers.forEach(TestWorker::close);
    workers.clear();

    JsonNode dead = json(cl.run("queue", "dead", "-o", "json").out());
    assertThat(texts(dead, "task")).containsExactly("gone");
    assertThat(dead.get(0).get("reason").asText()).isEqualTo("unknown task");
    String id = dead.get(0).get("id").asText();

    Cl.Ended requeued = other.run("-c", "newer.yaml", "queue", "requeue", id, "gone-1");
    assertThat(requeued.exitCode()).isEqualTo(1);
    assertThat(requeued.err()).contains("no dead letter \"gone-1\" any more");
    assertThat(json(cl.run("queue", "dead", "-o", "json").out())).isEmpty();
    assertThat(cl.run("queue", "list", "-o", "json").out()).contains("\"waiting\": 1");
  }

  @Test
  void requeue_leaves_dead_letters_of_tasks_that_the_file_does_not_have_and_counts_them() {
    String roles = "redis: %s\nworkers: {web: {hostnames: [web01, web02]}}\n";
    String both = "tasks: {gone: {command: [\"true\"]}, later: {command: [\"true\"]}}\n";
    String one = "tasks: {later: {command: [\"true\"]}}\n";
    Cl other = new Cl(directory);
    other.file("both.yaml", roles.formatted(config.redis().url()) + both);
    other.file("one.yaml", roles.formatted(config.redis().url()) + one);
    startWorkers("web01", "web02");
    other.run("-c", "both.yaml", "task", "gone", "-t", "web", "--wait", "--timeout", "20s");
    other.run("-c", "both.yaml", "task", "later", "-t", "web01", "--wait", "--timeout", "20s");
    workers.forEach(TestWorker::close);
    workers.clear();

    Cl.Ended requeued = other.run("-c", "one.yaml", "queue", "requeue", "--all");

    assertThat(requeued.exitCode()).isEqualTo(1);
    assertThat(requeued.out()).containsOnlyOnce("requeued as").startsWith("later-");
    assertThat(requeued.err())
        .contains("2 dead letters of task \"gone\": not requeued, since this file has no such task")
        .contains("cl queue purge ROLE --dead ID");
    assertThat(texts(json(cl.run("queue", "dead", "-o", "json").out()), "task"))
        .containsExactly("gone", "gone");
  }

  @Test
  void waiting_as_json_prints_one_document_with_the_agreed_fields() {
    startWorkers("web01");
    Cl.Ended ended = cl.run("task", "ping", "-t", "web01", "--wait", "-o", "json");

    JsonNode answer = json(ended.out());
    assertThat(ended.exitCode()).isZero();
    assertThat(answer.get("task").asText()).isEqualTo("ping");
    JsonNode job = answer.get("jobs").get(0);
    assertThat(job.get("id").asText()).isEqualTo(answer.get("run").asText() + ".web01");
    assertThat(job.get("target").asText()).isEqualTo("web01");
    assertThat(job.get("host").asText()).isEqualTo("web01");
    assertThat(job.get("state").asText()).isEqualTo("SUCCESS");
    assertThat(job.get("outcome").asText()).isEqualTo("ok");
    assertThat(job.get("exit_code").asInt()).isZero();
    assertThat(job.get("stdout").asText()).isEqualTo("hello from web01\n");
    assertThat(job.get("stderr").asText()).isEmpty();
    assertThat(job.get("truncated").asBoolean()).isFalse();
    assertThat(Instant.parse(job.get("started").asText())).isBefore(Instant.now().plusSeconds(5));
    assertThat(job.get("duration_ms").asInt()).isEqualTo(42);
    assertThat(job.get("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void on_a_terminal_the_table_is_drawn_again_in_place() {
    startWorkers("web01");
    cl.terminal(new Terminal(true, true, true, 120, false));

    assertThat(cl.run("task", "ping", "-t", "web01", "--wait").out())
        .startsWith("TARGET")
        .contains("waiting", "\u001b[2A\u001b[J")
        .containsPattern("web01 +web01 +ok +42 ms");
  }

  @Test
  void a_wait_that_is_too_short_leaves_the_jobs_running() {
    Cl.Ended ended = cl.run("task", "ping", "-t", "web", "--wait", "--timeout", "200ms");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err())
        .contains(
            "not ended within 200 ms: web01, web02", "the jobs continue; see: cl task result");
  }

  @Test
  void what_is_wrong_is_refused_before_anything_is_queued() {
    assertThat(cl.run("task", "pong", "-t", "web").err()).contains("did you mean \"ping\"?");
    assertThat(cl.run("task", "ping", "-t", "wbe").exitCode()).isEqualTo(4);
    assertThat(cl.run("task", "ping", "-t", "spare").exitCode()).isEqualTo(2);
    assertThat(cl.run("task", "login", "-t", "web").err()).contains("user: required");
    assertThat(cl.run("task", "ping").err()).contains("no targets given; fix: --targets");
    assertThat(cl.run("task", "ping", "-t", "web", "extra").exitCode()).isEqualTo(2);
    assertThat(redis.jedis().keys("*")).isSubsetOf(Keys.AUDIT);
  }

  @Test
  void a_dry_run_shows_the_command_without_secrets_and_queues_nothing() {
    Cl.Ended ended =
        cl.run("task", "login", "ann", "-t", "web", "-p", "password=hunter2", "--dry-run");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("login ann ***").doesNotContain("hunter2");
    assertThat(redis.jedis().dbSize()).isZero();
  }

  @Test
  void failed_jobs_are_listed_and_can_be_run_again() {
    startWorkers("web01", "web02");
    cl.run("task", "uptime", "-t", "web01", "--wait");
    String run =
        json(cl.run("task", "ping", "-t", "web", "--wait", "-o", "json").out()).get("run").asText();

    assertThat(cl.run("task", "list").out()).contains("uptime", "1 ok, 1 failed");
    assertThat(cl.run("task", "list", "--failed").out()).contains(run).doesNotContain("uptime");
    assertThat(cl.run("task", "result", run).exitCode()).isEqualTo(1);

    JsonNode again = json(cl.run("task", "retry", run, "--failed", "--wait", "-o", "json").out());
    assertThat(texts(again.get("jobs"), "host")).containsExactly("web02");
    assertThat(again.get("run").asText()).isNotEqualTo(run);
    assertThat(cl.run("task", "retry", run + ".web01", "--wait").exitCode()).isZero();
  }

  @Test
  void a_retried_job_of_a_schedule_expires_when_the_schedule_says() {
    String run = json(cl.run("schedule", "run", "brief", "-o", "json").out()).get("run").asText();
    cl.run("task", "cancel", run);

    String again =
        json(cl.run("task", "retry", run + ".web01", "-o", "json").out()).get("run").asText();

    JsonNode headers = json(redis.jedis().lindex("{web_tasks}.web01", 0)).get("headers");
    assertThat(headers.get("id").asText()).isEqualTo(again + ".web01");
    assertThat(Instant.parse(headers.get("expires").asText()))
        .isBefore(redis.serverTime().plus(Duration.ofMinutes(6)));
  }

  @Test
  void a_secret_is_needed_again_for_a_retry() {
    JsonNode run = json(cl.run("task", "login", "ann", "pw", "-t", "web01", "-o", "json").out());
    String id = run.get("run").asText();
    cl.run("task", "cancel", id);

    Cl.Ended without = cl.run("task", "retry", id);
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("parameter password is secret", "fix: -p password=VALUE");
    assertThat(cl.run("task", "retry", id, "-p", "password=pw").exitCode()).isZero();
    assertThat(cl.run("task", "retry", id, "-p", "password=").exitCode()).isZero();
    assertThat(run.toString()).contains("\"password\":\"***\"").doesNotContain("\"pw\"");
  }

  @Test
  void a_waiting_job_is_cancelled_once() {
    String run = json(cl.run("task", "ping", "-t", "web", "-o", "json").out()).get("run").asText();

    assertThat(cl.run("task", "cancel", run).out()).contains("cancelled");
    Cl.Ended again = cl.run("task", "cancel", run);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).contains("already ended: cancelled");
    assertThat(cl.run("task", "result", run + ".web01").out()).contains(": cancelled");
  }

  @Test
  void unknown_ids_and_schedules_are_no_such_thing() {
    assertThat(cl.run("task", "result", "nothing").exitCode()).isEqualTo(4);
    assertThat(cl.run("task", "cancel", "nothing").exitCode()).isEqualTo(4);
    assertThat(cl.run("task", "retry", "nothing").exitCode()).isEqualTo(4);
    assertThat(cl.run("schedule", "run", "hourl").err()).contains("did you mean \"hourly\"?");
    assertThat(cl.run("schedule", "pause", "nothing").exitCode()).isEqualTo(4);
    assertThat(cl.run("queue", "purge", "nothing", "--yes").exitCode()).isEqualTo(4);
    Cl.Ended misspelt = cl.run("queue", "purge", "web", "--host", "web1", "--yes");
    assertThat(misspelt.exitCode()).isEqualTo(4);
    assertThat(misspelt.err()).contains("no host \"web1\"; did you mean \"web01\"?");
    assertThat(cl.run("queue", "requeue", "nothing").exitCode()).isEqualTo(4);
  }

  @Test
  void status_shows_workers_queues_schedules_and_what_was_missed() {
    Instant missed = Instant.parse("2026-11-23T09:00:00Z");
    new ScheduleStates(redis, config.resultsKept()).recordMissed("hourly", List.of(missed));
    startWorkers("web01");
    cl.run("schedule", "run", "hourly");

    String status = cl.run("task", "status").out();
    assertThat(status)
        .contains("no Beat seen", "1, last 2026-11-23T09:00:00Z", "disabled")
        .containsPattern("web01 +alive +web");
    JsonNode document = json(cl.run("task", "status", "-o", "json").out());
    assertThat(document.fieldNames())
        .toIterable()
        .containsExactly(
            "redis", "problems", "beats", "workers", "workflows", "queues", "schedules");
    assertThat(document.get("schedules").get(0).get("missed").asInt()).isEqualTo(1);
  }

  @Test
  void a_schedule_is_paused_and_resumed() {
    assertThat(cl.run("schedule", "pause", "hourly").out()).isEqualTo("hourly: paused\n");
    assertThat(cl.run("schedule", "list").out()).containsPattern("hourly .*paused");
    assertThat(cl.run("schedule", "pause", "hourly").out()).contains("was already paused");
    assertThat(cl.run("schedule", "resume", "hourly").out()).isEqualTo("hourly: resumed\n");
  }

  @Test
  void a_pause_shows_until_when_who_and_why_everywhere() {
    Instant end = Instant.now().plusSeconds(7200).truncatedTo(ChronoUnit.SECONDS);
    Cl.Ended paused =
        cl.run("schedule", "pause", "h*", "--until", end.toString(), "--reason", "new disk");

    assertThat(paused.out()).isEqualTo("hourly: paused until " + end + " (new disk)\n");
    for (String command : List.of("schedule list", "task status")) {
      assertThat(cl.run(command.split(" ")).out())
          .as(command)
          .containsPattern("paused until " + end + " by \\S+@\\S+ \\(new disk\\)");
    }
    JsonNode hourly = json(cl.run("schedule", "list", "-o", "json").out()).get(0);
    assertThat(hourly.get("paused_until").asText()).isEqualTo(end.toString());
    assertThat(hourly.get("paused_by").asText()).contains("@");
    assertThat(hourly.get("paused_why").asText()).isEqualTo("new disk");
    assertThat(Instant.parse(hourly.get("next").asText())).isAfterOrEqualTo(end);
  }

  @Test
  void a_pause_ends_by_the_clock_of_redis_whatever_that_of_the_machine_says() {
    Instant before = redis.serverTime().truncatedTo(ChronoUnit.SECONDS);
    cl.clock(Clock.fixed(before.plus(9, ChronoUnit.DAYS), ZoneOffset.UTC));

    cl.run("schedule", "pause", "hourly", "--for", "2h");
    Cl.Ended over = cl.run("schedule", "pause", "hourly", "--until", before.toString());

    assertThat(new ScheduleStates(redis, config.resultsKept()).read("hourly").paused())
        .flatMap(Paused::until)
        .get(InstanceOfAssertFactories.INSTANT)
        .isBetween(before.plusSeconds(7200), redis.serverTime().plusSeconds(7200));
    assertThat(over.err())
        .contains("is over; by the clock of Redis it is " + before.toString().substring(0, 10));
  }

  @Test
  void the_status_is_right_on_a_machine_whose_clock_is_wrong() {
    Instant now = redis.serverTime();
    new ScheduleStates(redis, config.resultsKept()).recordChecked("hourly", now);
    beatAt(now);
    cl.clock(Clock.fixed(now.plus(9, ChronoUnit.DAYS), ZoneOffset.UTC));

    assertThat(cl.run("task", "status").out()).doesNotContain("no look of a Beat");
    cl.run("task", "ping", "--targets", "web01");
    assertThat(cl.run("task", "list", "--since", "1h").out()).contains("ping");
  }

  private void beatAt(Instant at) {
    new Heartbeats(redis).putBeat(Reports.beat("b1", at));
  }

  @Test
  void a_pause_of_a_paused_schedule_says_what_holds_now() {
    cl.run("schedule", "pause", "hourly", "--for", "2h", "--reason", "new disk");

    assertThat(cl.run("schedule", "pause", "hourly", "--reason", "old disk").out())
        .isEqualTo("hourly: was already paused; it stays paused until it is resumed (old disk)\n");
  }

  @Test
  void a_resumed_schedule_says_what_passed_in_its_pause() {
    cl.run("schedule", "pause", "hourly");
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    redis
        .jedis()
        .hset(
            "cl:schedule:{hourly}",
            "paused",
            String.valueOf(hour.minusSeconds(7201).getEpochSecond()));

    assertThat(cl.run("schedule", "resume", "hourly").out())
        .startsWith("hourly: resumed; 3 due instants in the pause passed without a run")
        .contains("cl schedule run hourly --from " + hour.minusSeconds(7200));
  }

  @Test
  void schedules_are_paused_together_or_not_at_all_when_a_name_is_wrong() {
    assertThat(cl.run("schedule", "pause", "hourly", "nothing").exitCode()).isEqualTo(4);
    assertThat(cl.run("schedule", "pause", "x*").exitCode()).isEqualTo(4);
    assertThat(cl.run("schedule", "pause").exitCode()).isEqualTo(2);
    assertThat(cl.run("schedule", "pause", "--all", "hourly").exitCode()).isEqualTo(2);
    assertThat(cl.run("schedule", "pause", "hourly", "--until", "2020-01-01T00:00:00Z").err())
        .contains("--until 2020-01-01T00:00:00Z is over");
    assertThat(cl.run("schedule", "list").out()).doesNotContain("paused");

    assertThat(cl.run("schedule", "pause", "--all").out().lines()).hasSize(3);
    assertThat(cl.run("schedule", "resume", "--all").out().lines()).hasSize(3);
  }

  @Test
  void purge_asks_and_cancels_only_after_yes() {
    cl.run("task", "ping", "-t", "web");

    assertThat(cl.run("queue", "purge", "web").err())
        .contains("no terminal to ask on; fix: add --yes");
    cl.terminal(new Terminal(false, false, true, 0, false)).input("n\n");
    assertThat(cl.run("queue", "purge", "web").err()).contains("Cancel 2 jobs of web? [y/N]");
    assertThat(cl.run("queue", "list", "-o", "json").out()).contains("\"waiting\": 2");
    assertThat(cl.input("y\n").run("queue", "purge", "web").out()).isEqualTo("cancelled 2 jobs\n");
    assertThat(cl.run("queue", "list", "-o", "json").out()).doesNotContain("\"waiting\": 2");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(node -> node.get(field).asText())
        .toList();
  }

  private void bury(String id, String at, String reason) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", id);
    letter.put("role", "web");
    letter.put("at", at);
    letter.put("reason", reason);
    letter.put("message", "{}");
    redis.call("burying", j -> j.lpush(Keys.dead("web_tasks"), Json.line(letter)));
  }

  @Test
  void of_dead_letters_with_one_id_the_one_with_the_time_is_removed() {
    bury("j1", "2026-11-23T02:00:00Z", "odd");
    bury("j1", "2026-11-23T03:00:00Z", "even");
    bury(null, "2026-11-23T04:00:00Z", "none");
    bury("j 2", "2026-11-23T05:00:00Z", "blank");

    Cl.Ended ended =
        cl.run(
            "queue",
            "purge",
            "web",
            "--dead",
            "--yes",
            "j1@2026-11-23T02:00:00Z",
            "?@2026-11-23T04:00:00Z",
            "j?2@2026-11-23T05:00:00Z",
            "j9");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("removed 3 dead letters\n");
    assertThat(ended.err()).contains("no dead letter \"j9\" any more");
    assertThat(texts(json(cl.run("queue", "dead", "-o", "json").out()), "reason"))
        .containsExactly("even");
    assertThat(cl.run("queue", "purge", "web", "--dead", "--yes", "j9").exitCode()).isEqualTo(4);
    assertThat(cl.run("queue", "purge", "web", "--dead", "--yes", "j1").out())
        .isEqualTo("removed 1 dead letter\n");
  }

  @Test
  void a_dry_run_shows_the_command_of_each_host_with_its_variables() {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01, web02], vars: {web01: {rack: "a 1"}, web02: {rack: b2}}}
        tasks:
          show:
            command: [echo, "{text}", "{host.rack}"]
            params: {text: {default: "in {host.rack}"}}
        schedules:
          daily: {cron: "0 * * * *", task: show, targets: [web], params: {text: "{{host.rack}}"}}
        """
            .formatted(server.url());
    cl.file("vars.yaml", text);

    assertThat(cl.run("-c", "vars.yaml", "task", "show", "-t", "web", "--dry-run").out())
        .contains("echo 'in a 1' 'a 1'", "echo 'in b2' b2");
    assertThat(cl.run("-c", "vars.yaml", "schedule", "run", "daily", "--dry-run").out())
        .contains("echo {host.rack} 'a 1'", "echo {host.rack} b2");
  }

  @Test
  void a_run_again_that_a_host_would_refuse_is_refused_before_it_is_queued() {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: ["web*"], vars: {web01: {rack: a1}}}
        tasks:
          show:
            command: [echo, "{text}"]
            params: {text: {pattern: "[a-z0-9]*"}}
        schedules:
          daily: {cron: "0 * * * *", task: show, targets: [web], params: {text: "{host.rack}"}}
        """;
    cl.file("old.yaml", text.formatted(server.url()).replace("web01: {", "\"*\": {"));
    cl.file("new.yaml", text.formatted(server.url()));
    String run =
        json(cl.run("-c", "old.yaml", "task", "show", "{host.rack}", "-t", "web02", "-o", "json")
                .out())
            .get("run")
            .asText();
    assertThat(cl.run("-c", "old.yaml", "task", "cancel", run).exitCode()).isZero();
    startWorkers("web02");
    cl.run("task", "ping", "-t", "web02", "--wait");

    Cl.Ended retry = cl.run("-c", "new.yaml", "task", "retry", run + ".web02", "--dry-run");
    Cl.Ended schedule = cl.run("-c", "new.yaml", "schedule", "run", "daily");

    assertThat(retry.exitCode()).isEqualTo(2);
    assertThat(retry.err()).contains("show on web02: text: the host has no variable \"rack\"");
    assertThat(schedule.exitCode()).isEqualTo(2);
    assertThat(schedule.err()).contains("show on web02: text: the host has no variable \"rack\"");
  }
}
