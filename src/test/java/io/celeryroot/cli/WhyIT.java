// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Runs;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Presence;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.BeatProcess;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl why} after each cause was made. */
final class WhyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir Path directory;
  private ClConfig config;
  private Redis redis;
  private Cl cl;

  /** The begin of the hour in which the test began, at which its schedules were due. */
  private Instant due;

  @BeforeEach
  void connect() {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01, web02], concurrency: 1}
          spare: {hostnames: ["spare*"]}
        tasks:
          sleep: {script: sleep 60}
          fleeting: {command: ["true"], expires: 1s}
        calendars:
          always: {dates: [2020-01-01..2099-12-31]}
        schedules:
          hourly: {cron: "0 * * * *", task: ping, targets: [web01]}
          both: {cron: "0 * * * *", task: ping, targets: [web]}
          queued: {cron: "0 * * * *", task: ping, targets: [web01], overlap: queue}
          spared: {cron: "0 * * * *", task: ping, targets: [spare]}
          closed: {cron: "0 * * * *", task: ping, targets: [web01], blackout: [always]}
          off: {cron: "0 * * * *", task: ping, targets: [web], enabled: false}
          berlin: {cron: "30 2 * * *", timezone: Europe/Berlin, task: ping, targets: [web]}
          second: {every: 1s, task: ping, targets: [web01], catch_up: skip}
        """
            .formatted(server.url());
    config = TestSite.config(text);
    redis = server.redis();
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
    due = redis.serverTime().truncatedTo(ChronoUnit.HOURS);
  }

  private String why(String... words) {
    Cl.Ended ended = cl.run(args(words));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out().lines().findFirst().orElse("");
  }

  private String cause(String... words) {
    String[] all = args(words);
    String[] json = Arrays.copyOf(all, all.length + 2);
    json[all.length] = "-o";
    json[all.length + 1] = "json";
    return json(cl.run(json).out()).get("cause").asText();
  }

  private static String[] args(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "why";
    System.arraycopy(words, 0, all, 1, words.length);
    return all;
  }

  private String run(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "-o";
    all[words.length + 1] = "json";
    return json(cl.run(all).out()).get("run").asText();
  }

  private SimulatedBeat beat(Instant now) {
    return new SimulatedBeat(config, () -> now);
  }

  private void fire(Instant instant) {
    try (SimulatedBeat beat = beat(instant)) {
      beat.fire(instant);
    }
  }

  private WorkerProcess worker(String host) {
    WorkerProcess worker = Processes.worker(config, host);
    worker.start();
    await("worker " + host).atMost(PATIENCE).until(worker::takesJobs);
    return worker;
  }

  private void awaitCause(String cause, String... words) {
    await(cause).atMost(PATIENCE).until(() -> cause(words), cause::equals);
  }

  @Test
  void a_run_is_answered_host_by_host_with_failures_first() {
    fire(due);
    TestWorker.during(
        redis,
        config,
        () -> {
          awaitCause("failed", "both", "--at", due.toString());
        });

    assertThat(why("both", "--at", due.toString()))
        .startsWith(RunIds.due("both", due) + ": ran: failed (exit 3) on web02 at ")
        .contains("; ran: ok on web01 at ");
    assertThat(why("both", "web01", "--at", due.toString()))
        .contains(".web01 ran: ok on web01 at ");
    assertThat(why("both", "web02", "--at", due.toString()))
        .contains(".web02 ran: failed (exit 3) on web02 at ");
    assertThat(cause("ping", "web01")).isEqualTo("ok");
  }

  @Test
  void a_host_is_no_subject_and_the_command_that_tells_of_it_is_named() {
    Cl.Ended host = cl.run("why", "web01");
    assertThat(host.exitCode()).isEqualTo(4);
    assertThat(host.err()).contains("\"web01\" is a host", "see: cl worker list web01");
    assertThat(cl.run("why", "spare7").err()).contains("see: cl worker list spare7");
    assertThat(cl.run("why", "web").err()).contains("\"web\" is a role", "task list --host web");
    assertThat(cl.run("why", "wen01").err()).contains("no schedule").doesNotContain("is a host");
  }

  @Test
  void a_job_waits_for_a_host_that_was_never_seen_and_then_for_one_that_is_away() {
    String run = run("task", "ping", "-t", "web01");
    assertThat(why(run)).isEqualTo(run + ".web01 waits: no worker of web01 was ever seen");

    worker("web01").close();
    String next = run("task", "ping", "-t", "web01");

    assertThat(why(next))
        .matches("\\Q" + next + "\\E.web01 waits: web01 is away since 20\\d\\d-.*Z");
    assertThat(why(next + ".web01")).isEqualTo(why(next));
  }

  @Test
  void a_job_is_skipped_because_the_last_one_still_waits_for_a_host_that_is_away() {
    worker("web01").close();
    fire(due.minus(Duration.ofHours(1)));

    fire(due);

    String last = RunIds.due("hourly", due.minus(Duration.ofHours(1)));
    String words = last + " still waits for web01, away since 20";
    assertThat(why("hourly", "--at", due.toString()))
        .contains("was skipped: " + last + " still waited for web01, away since 20");
    assertThat(cause("hourly", "--at", due.toString())).isEqualTo("skipped_overlap_away");
    assertThat(cl.run("task", "result", RunIds.due("hourly", due)).out())
        .contains("skipped (overlap: " + words);
    assertThat(cl.run("task", "list", "--schedule", "hourly").out()).contains("skipped");
    assertThat(cl.run("task", "result", RunIds.due("hourly", due), "-o", "json").out())
        .contains("skipped (overlap: " + words);
  }

  @Test
  void a_name_that_the_file_no_longer_has_is_answered_with_its_last_runs() {
    fire(due.minus(Duration.ofHours(1)));
    fire(due);
    cl.file(
        "less.yaml", "redis: %s\nworkers: {web: {hostnames: [web01]}}\n".formatted(server.url()));

    Cl.Ended ended = cl.run("-c", "less.yaml", "why", "hourly");

    String last = RunIds.due("hourly", due);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out())
        .startsWith(
            "schedule hourly is not in the file any more, so it does not run; its last run: ")
        .contains(last + ".web01 ", " " + last + " ")
        .contains(" " + RunIds.due("hourly", due.minus(Duration.ofHours(1))) + " ");
    assertThat(cl.run("-c", "less.yaml", "why", "hourli").exitCode()).isEqualTo(4);
  }

  @Test
  void a_job_runs_now_and_others_wait_for_its_slot_or_are_skipped_or_held() {
    try (WorkerProcess web01 = worker("web01")) {
      assertThat(web01.takesJobs()).isTrue();
      String sleeps = run("task", "sleep", "-t", "web01");
      awaitCause("runs", sleeps);
      assertThat(why(sleeps)).contains(".web01 runs now on web01 since 20");
      String waits = run("task", "ping", "-t", "web01");
      awaitCause("slots_busy", waits);
      assertThat(why(waits))
          .contains("waits: all 1 slots of web01 are busy with " + sleeps + ".web01");

      fire(due.minus(Duration.ofHours(1)));
      fire(due);

      String last = RunIds.due("hourly", due.minus(Duration.ofHours(1)));
      assertThat(why("hourly", "--at", due.toString()))
          .endsWith("was skipped: " + last + " still waited");
      assertThat(why("queued", "--at", due.toString()))
          .contains("waits for the slot of its schedule: queued-")
          .endsWith(".web01 has not ended");
      cl.run("task", "cancel", sleeps);
    }
  }

  @Test
  void a_job_is_skipped_because_its_condition_does_not_hold_or_refused_with_the_reason() {
    try (WorkerProcess web01 = worker("web01")) {
      assertThat(web01.takesJobs()).isTrue();
      String skipped = run("task", "ping", "-t", "web01", "--if", "file_exists(/nonexistent)");
      String refused =
          new Submission(redis, config)
              .submit(
                  Runs.byHand(
                      "nothing", List.of(new Target("web", "web_tasks", Optional.of("web01")))))
              .run()
              .id();
      awaitCause("skipped", skipped);
      awaitCause("rejected", refused);

      assertThat(why(skipped)).contains("was skipped: file_exists(/nonexistent)");
      assertThat(why(refused))
          .contains("was refused at 20")
          .contains("unknown task", "; fix: roll the file out");
      assertThat(cl.run("task", "result", refused).out())
          .contains("rejected (unknown task: cl.yaml");
    }
  }

  @Test
  void a_job_expires_before_its_host_is_there() {
    String run = run("task", "fleeting", "-t", "web01");
    Instant expired = redis.serverTime().plusSeconds(1);
    await().until(() -> redis.serverTime().isAfter(expired));
    try (SimulatedBeat beat = beat(redis.serverTime())) {
      beat.reconcile();
    }

    assertThat(why(run)).contains(".web01 expired at 20");
  }

  @Test
  void a_job_that_expired_tells_when_its_host_was_away() {
    Presence presence = new Presence(redis, "web01", "web01", new Isolated(spoiled -> {}));
    presence.seen(redis.serverTime().minusSeconds(60));
    String run = run("task", "fleeting", "-t", "web01");
    Instant expired = redis.serverTime().plusSeconds(1);
    await().until(() -> redis.serverTime().isAfter(expired));
    try (SimulatedBeat beat = beat(redis.serverTime())) {
      beat.reconcile();
    }
    presence.seen(redis.serverTime());

    assertThat(cl.run("why", run).out())
        .contains(".web01 expired at 20", "web01 was away from", ": ran, and did not reach Redis");

    redis.jedis().set("cl:away:web01", "x");
    assertThat(cl.run("why", run).out())
        .contains(".web01 expired at 20", "cl:away:web01 holds a value of another type");
  }

  @Test
  void a_host_waits_for_its_wave_and_for_its_time() {
    String waves = run("task", "ping", "-t", "web", "--batch", "1");
    assertThat(why(waves, "web02")).contains("waits: it is in wave 2 of 2, and wave 1 runs");
    assertThat(why(waves, "web01")).contains("no worker of web01 was ever seen");
    assertThat(cause(waves)).isEqualTo("host_never_seen");

    String spread = run("task", "ping", "-t", "web02", "--splay", "300d");
    assertThat(why(spread)).contains(".web02 waits until 20");
  }

  @Test
  void nothing_ran_since_no_host_was_ever_seen_that_a_glob_matches() {
    fire(due);

    assertThat(cause("spared", "--at", due.toString())).isEqualTo("no_target");
    assertThat(why("spared", "--at", due.toString()))
        .isEqualTo(
            "schedule spared did not run at %s: no host was ever seen that spare (spare*) matches"
                .formatted(due));
    fire(due.plus(Duration.ofHours(1)));
    String both = RunIds.due("both", due);
    assertThat(why(both, "spare07"))
        .isEqualTo(
            both
                + " was not sent to spare07: no worker of it was ever seen, so no glob matched it");
  }

  @Test
  void a_blackout_and_a_pause_and_a_switch_keep_schedules_from_running() {
    fire(due);
    assertThat(why("closed", "--at", due.toString())).endsWith("was skipped: blackout always");

    new SchedulePauses(redis)
        .pause(
            "both", new PauseRequest(Optional.empty(), "ann@host1", Optional.of("5 runs failed")));
    assertThat(why("both"))
        .startsWith("schedule both does not run: it has been paused since 20")
        .endsWith("by ann@host1 (5 runs failed)");
    assertThat(cl.run("why", "both").out()).contains(RunIds.due("both", due));
    assertThat(why("off")).contains("disabled in the file");
  }

  @Test
  void an_instant_at_which_nothing_is_due_is_told_with_the_next_and_with_the_time_change() {
    assertThat(why("hourly", "--at", "2026-11-29T02:30:00Z"))
        .contains("not due at 2026-11-29T02:30:00Z; its next due instant is 2026-11-29T03:00:00Z");
    assertThat(why("berlin", "--at", "2026-03-29T01:30:00Z"))
        .isEqualTo(
            "schedule berlin was not due at 2026-03-29T01:30:00Z: local time in Europe/Berlin"
                + " skipped from 2026-03-29T02:00 to 2026-03-29T03:00");
  }

  @Test
  void an_instant_is_missed_because_no_beat_lived() {
    beatUntil(1);
    Instant gone = redis.serverTime();
    await("silence").atMost(PATIENCE).until(() -> redis.serverTime().isAfter(gone.plusSeconds(20)));
    assertThat(cause("second")).isEqualTo("beat_away");
    beatUntil(2);

    Instant missed = gone.plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
    assertThat(why("second", "--at", missed.toString()))
        .contains("missed " + missed + ": no Beat lived from 20")
        .endsWith(", and catch_up is skip, window 1h");
    assertThat(cause("second", "--at", missed.toString())).isEqualTo("missed_without_beat");
  }

  /** Lets a Beat live until the schedule has missed instants before it, or has one run. */
  private void beatUntil(int times) {
    ScheduleStates states = new ScheduleStates(redis, config.resultsKept());
    try (BeatProcess beat = Processes.beat(config, "beat1")) {
      beat.start();
      await("Beat")
          .atMost(PATIENCE)
          .until(
              () -> {
                var state = states.read("second");
                return state.runs() > 0 && (times == 1 || state.missed() > 5);
              });
    }
  }

  @Test
  void an_unknown_name_or_host_is_answered_with_the_nearest() {
    Cl.Ended thing = cl.run("why", "hourle");
    assertThat(thing.exitCode()).isEqualTo(4);
    assertThat(thing.err())
        .contains("no schedule, workflow, task, run or job \"hourle\"; did you mean \"hourly\"?");

    Cl.Ended host = cl.run("why", "hourly", "web91");
    assertThat(host.exitCode()).isEqualTo(4);
    assertThat(host.err()).contains("no host \"web91\"; did you mean \"web01\"?");
  }

  @Test
  void a_task_that_never_ran_says_so_and_names_its_schedules() {
    assertThat(why("ping")).isEqualTo("task ping has no run on record; records are kept 7d");
    assertThat(cl.run("why", "ping").out()).contains("hourly, both, queued");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
