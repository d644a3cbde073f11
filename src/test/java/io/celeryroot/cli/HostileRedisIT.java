// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.testing.Wire;
import io.celeryroot.view.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever can write to Redis can neither break the commands nor drive the terminal of who asks. */
final class HostileRedisIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final String LIST = "{web_tasks}.web01";

  /** Clears the screen, sets the title, rings, and shows text backwards. */
  private static final String EVIL = "x\u001b[2J\u001b]0;t\u0007\u009b2J\u202e\r\u0000\u2028y";

  @TempDir Path directory;
  private ClConfig config;
  private Redis redis;
  private Cl cl;
  private String text;

  @BeforeEach
  void connect() {
    text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01, "web*"]}
        tasks:
          say:
            command: [printf, "%%s", "{text}"]
            params: {text: {required: true, pattern: "[^!]*"}}
        schedules:
          hourly: {cron: "0 * * * *", task: ping, targets: [web]}
        """
            .formatted(server.url());
    config = read(text);
    redis = server.redis();
    cl =
        new Cl(directory)
            .file("cl.yaml", text)
            .clock(Clock.systemUTC())
            .terminal(new Terminal(true, true, true, 0, false));
  }

  private static ClConfig read(String text) {
    return TestSite.config(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "",
        "[]",
        "{}",
        "null",
        "{\"name\": \"EVIL\", \"host\": \"dead\", \"roles\": [\"web\"], \"at\": 99999999999999,"
            + " \"started\": \"+999999999-12-31T23:59:59Z\", \"load\": NaN,"
            + " \"running\": [{\"id\": \"EVIL\", \"task\": \"EVIL\","
            + " \"started\": \"-999999999-01-01T00:00:00Z\"}], \"done\": 1e999}",
        "{\"name\": \"web0 \\\"EVIL\", \"host\": \"\", \"roles\": {\"a\": 1}, \"at\": -1,"
            + " \"load\": \"x\", \"running\": [1, null, []], \"concurrency\": 1e18}",
        "{\"name\": \"x\", \"host\": \"job.x\", \"roles\": [\"web\"], \"at\": 1e300}"
      })
  void forged_heartbeats_break_no_command(String heartbeat) {
    String value = heartbeat.replace("EVIL", Wire.json(EVIL).replaceAll("^\"|\"$", ""));
    redis.jedis().hset("cl:{live}:workers", EVIL, value);
    redis.jedis().hset("cl:{live}:beats", EVIL, value);

    for (String command : List.of("task status", "queue list", "task ping -t web", "task list")) {
      assertHarmless(command, 0);
    }
  }

  @Test
  void garbage_in_every_key_breaks_no_command() {
    redis
        .jedis()
        .hset("cl:schedule:{hourly}", Map.of("last_due", EVIL, "runs", "x", "missed", "9"));
    redis.jedis().hset("cl:schedule:{hourly}", Map.of("paused", "9".repeat(30), "last_run", EVIL));
    redis.jedis().hset("cl:schedule:{hourly}", Map.of("rests", EVIL + " 1-x 1 " + "9".repeat(30)));
    redis.jedis().zadd("cl:schedule:{hourly}:missed", 1, EVIL);
    redis.jedis().zadd("{web_tasks}:workers", 1, "nospace");
    redis.jedis().zadd("{web_tasks}:workers", 1, EVIL + " {web_tasks}:dead");
    redis.jedis().zadd("{web_tasks}:workers", 1, " ");
    redis.jedis().lpush("{web_tasks}:dead", EVIL);
    redis.jedis().lpush("{web_tasks}:dead", letter());
    redis.jedis().zadd("cl.runs", 1, "r1");
    redis.jedis().zadd("cl.runs", 2, "r2");
    redis.jedis().zadd("cl.runs", 3, "r3");
    redis.jedis().set("cl.run.r1", EVIL);
    redis.jedis().set("cl.run.r2", run());
    redis.jedis().lpush("cl.run.r3", "a list");
    Map<String, Object> gap =
        Map.of("host", "web01", "worker", EVIL, "from", 1, "until", 9e12, "cause", "was stopped");
    redis.jedis().lpush("cl:away:web01", EVIL, Wire.json(gap));

    for (String command :
        List.of(
            "task status",
            "task list",
            "task list --failed",
            "queue list",
            "queue dead",
            "worker list web01")) {
      assertHarmless(command, 0);
      assertHarmless(command + " -o json", 0);
    }
    assertHarmless("task result r2", 0);
    assertHarmless("task cancel r2", 0);
    assertHarmless("task retry r2", 4);
    assertHarmless("schedule list", 0);
    assertHarmless("schedule resume hourly", 0);
    assertHarmless("schedule list", 0);
    assertHarmless("queue requeue --all", 1);
    assertHarmless("queue purge web --dead --yes", 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage | 4",
        "[] | 4",
        "{\"status\": \"EVIL\", \"result\": \"EVIL\"} | 0",
        "{} | 0"
      })
  void a_forged_result_breaks_no_command(String result, int exitCode) {
    String value = result.replace("EVIL", Wire.json(EVIL).replaceAll("^\"|\"$", ""));
    redis.jedis().set("celery-task-meta-j1", value);
    redis.jedis().lpush("celery-task-meta-j2", "a list");

    assertHarmless("task result j1", exitCode);
    assertHarmless("task result j2", 4);
  }

  @Test
  void what_a_hostile_worker_reports_reaches_the_terminal_as_text_only() {
    Map<String, Object> outcome =
        Map.of(
            "outcome",
            "rejected",
            "reason",
            EVIL,
            "stdout",
            EVIL,
            "stderr",
            EVIL,
            "host",
            EVIL,
            "duration",
            1e300,
            "attempt",
            7,
            "started",
            "+999999999-12-31T23:59:59Z");
    redis
        .jedis()
        .set(
            "celery-task-meta-j1",
            Wire.json(
                Map.of("status", "FAILURE", "result", outcome, "name", EVIL, "worker", EVIL)));

    assertHarmless("task result j1", 1);
    assertHarmless("task result j1 -o json", 1);
  }

  @Test
  void a_requeued_dead_letter_runs_once_its_cause_is_fixed() throws Exception {
    push(Wire.of("sya", "typo").kwargs(Map.of("text", "at last")).text());
    push(Wire.of("say", "bang").kwargs(Map.of("text", "no!")).text());
    push("unreadable");
    try (WorkerProcess worker = worker(config)) {
      worker.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> redis.jedis().llen("{web_tasks}:dead") == 3);
    }
    cl.terminal(Terminal.NONE);
    String listed = cl.run("queue", "dead", "-o", "json").out();
    assertThat(listed).contains("unknown task", "does not match its pattern", "not JSON");

    String mended =
        text.replace(
            "tasks:\n", "tasks:\n  sya: {command: [echo, \"{text}\"], params:" + " {text: {}}}\n");
    Files.writeString(directory.resolve("cl.yaml"), mended);
    Cl.Ended one = cl.run("queue", "requeue", "typo");
    Cl.Ended rest = cl.run("queue", "requeue", "--all");

    assertThat(one.exitCode()).isZero();
    String id = one.out().replaceFirst("(?s).* as (\\S+)\n", "$1");
    assertThat(rest.exitCode()).isEqualTo(1);
    assertThat(rest.err()).contains("a message without an ID: not requeued");
    try (WorkerProcess worker = worker(read(mended))) {
      worker.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> cl.run("task", "result", id).out().contains("at last"));
    }
    assertThat(cl.run("task", "result", "typo").out()).contains("rejected (unknown task: ");
  }

  @Test
  void a_dead_letter_without_a_job_stays_with_a_hint() {
    push("unreadable");
    try (WorkerProcess worker = worker(config)) {
      worker.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> redis.jedis().llen("{web_tasks}:dead") == 1);
    }

    Cl.Ended ended = cl.run("queue", "requeue", "--all");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .isEqualTo(
            "cl: a message without an ID: not requeued, since it is not a job; fix: cl queue purge web --dead\n");
    redis.jedis().del("{web_tasks}:dead");
    assertThat(cl.run("queue", "requeue", "--all").out()).isEqualTo("no dead letters\n");
  }

  @Test
  void purge_of_dead_letters_needs_consent_and_reports_the_count() {
    redis.jedis().lpush("{web_tasks}:dead", letter(), letter());

    cl.terminal(Terminal.NONE);
    Cl.Ended piped = cl.run("queue", "purge", "web", "--dead");
    assertThat(piped.exitCode()).isEqualTo(2);
    assertThat(piped.err())
        .contains("2 dead letters of web: no terminal to ask on; fix: add --yes");
    cl.terminal(new Terminal(false, false, true, 0, false));
    Cl.Ended no = cl.input("\n").run("queue", "purge", "web", "--dead");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(redis.jedis().llen("{web_tasks}:dead")).isEqualTo(2);
    Cl.Ended yes = cl.run("queue", "purge", "web", "--dead", "--yes");

    assertThat(yes.exitCode()).isZero();
    assertThat(yes.out()).isEqualTo("removed 2 dead letters\n");
    assertThat(redis.jedis().exists("{web_tasks}:dead")).isFalse();
  }

  private static WorkerProcess worker(ClConfig config) {
    return Processes.worker(config, "web01");
  }

  private void push(String message) {
    redis.jedis().lpush(LIST, message);
  }

  private static String letter() {
    return Wire.json(
        Map.of(
            "id",
            EVIL,
            "task",
            EVIL,
            "reason",
            EVIL,
            "host",
            "dead",
            "role",
            EVIL,
            "at",
            "+999999999-12-31T23:59:59Z",
            "history",
            List.of(1, EVIL),
            "message",
            EVIL));
  }

  private static String run() {
    return Wire.json(
        Map.of(
            "id",
            "r2",
            "task",
            EVIL,
            "schedule",
            EVIL,
            "by",
            EVIL,
            "params",
            Map.of(EVIL, EVIL),
            "submitted",
            "-999999999-01-01T00:00:00Z",
            "jobs",
            List.of(
                Map.of("id", EVIL, "role", EVIL, "queue", EVIL, "host", "claimed.x"),
                Map.of("id", 7),
                "no job")));
  }

  private void assertHarmless(String command, int exitCode) {
    Cl.Ended ended = cl.run(command.split(" "));
    assertThat(ended.err()).as(command).doesNotContain("a defect of this program");
    assertThat(ended.out() + ended.err())
        .as(command)
        .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e", "\r", "\u0000", "\u2028");
    assertThat(ended.exitCode()).as(command + ": " + ended.out() + ended.err()).isEqualTo(exitCode);
  }
}
