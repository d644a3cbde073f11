// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.host.KnownQueues;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.Reruns;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs of due instants that did not run. */
class PastRunsIT {

  private static final String LIST = "{web_tasks}.web01";

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private ClConfig config;
  private Redis redis;
  private ScheduleStates states;
  private DueDecisions decisions;
  private Cl cl;

  /** Hours that have passed, the newest first. */
  private Instant hour(int ago) {
    return redis.serverTime().truncatedTo(ChronoUnit.HOURS).minus(ago, ChronoUnit.HOURS);
  }

  @BeforeEach
  void makeSite() {
    String text =
        """
        redis: {url: "%s"}
        workers: {web: {hostnames: [web01]}}
        tasks: {tick: {command: ["true"]}}
        schedules:
          told: {cron: "0 * * * *", task: tick, targets: [web], notify: {to: "http://127.0.0.1:9/x"}}
          telling:
            cron: "0 * * * *"
            tasks: [{task: tick, targets: [web]}]
            notify: {to: "http://127.0.0.1:9/x"}
          free: {cron: "0 * * * *", task: tick, targets: [web], overlap: allow}
          lined: {cron: "0 * * * *", task: tick, targets: [web], expires: 1m}
          flow: {cron: "0 * * * *", tasks: [{task: tick, targets: [web]}]}
          dark:
            cron: "0 * * * *"
            task: tick
            targets: [web]
            blackout: always
        calendars: {always: {hours: "00:00-24:00"}}
        """
            .formatted(server.url());
    config = TestSite.config(text);
    redis = server.redis();
    states = new ScheduleStates(redis, config.resultsKept());
    decisions = new DueDecisions(redis, config.resultsKept(), () -> {});
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
  }

  @Test
  void missed_due_instants_run_once_and_are_missed_no_more() {
    List<Instant> missed = List.of(hour(3), hour(2));
    decisions.decideMissed("free", missed);
    states.recordMissed("free", missed);

    String answer = run("schedule run free --missed").out();

    assertThat(answer)
        .containsSubsequence(id("free", 3) + " ", "queued", id("free", 2) + " ", "queued");
    assertThat(redis.jedis().lrange(LIST, 0, -1))
        .hasSize(2)
        .anyMatch(message -> message.contains(id("free", 3) + ".web01"));
    assertThat(states.missed("free", 10)).isEmpty();
    assertThat(states.read("free").missed()).isZero();
    assertThat(states.read("free").missedTotal()).isEqualTo(2);
    assertThat(decisions.fates("free", missed).values()).containsOnly(DueDecision.RUN);
    assertThat(run("schedule run free --missed").out())
        .isEqualTo("free: no due instant that did not run\n");
    run("schedule run free --from " + hour(3) + " --to " + hour(2));
    assertThat(redis.jedis().llen(LIST)).isEqualTo(2);
  }

  @Test
  void what_has_run_is_left_out_and_said() {
    try (SimulatedBeat beat = new SimulatedBeat(config, Instant::now)) {
      beat.fire(hour(2));
    }
    long before = redis.jedis().llen(LIST);

    String answer =
        run("schedule run free --from " + hour(3) + " --to " + hour(1) + " -o json").out();

    assertThat(answer)
        .containsSubsequence(
            id("free", 3), "\"queued\"", id("free", 2), "\"has run\"", id("free", 1), "\"queued\"");
    assertThat(redis.jedis().llen(LIST)).isEqualTo(before + 2);
  }

  @Test
  void a_beat_that_looks_later_runs_nothing_twice() {
    AtomicReference<Instant> clock = new AtomicReference<>(hour(3).minusSeconds(1800));
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.reconcile();
      run("schedule run free --from " + hour(3) + " --to " + hour(2));
      long queued = queuedOf("free");
      assertThat(queued).isEqualTo(2);

      clock.set(hour(1).minusSeconds(60));
      beat.reconcile();

      assertThat(queuedOf("free")).isEqualTo(queued);
      assertThat(states.missed("free", 10)).isEmpty();
    }
  }

  @Test
  void a_command_that_died_half_way_may_be_repeated() {
    states.recordMissed("free", List.of(hour(2), hour(1)));
    new Reruns(redis, config.resultsKept()).decide("free", List.of(hour(2), hour(1)));

    run("schedule run free --missed");

    assertThat(queuedOf("free")).isEqualTo(2);
    assertThat(states.missed("free", 10)).isEmpty();
  }

  @Test
  void runs_that_must_not_overlap_wait_in_line_and_do_not_expire_there() {
    states.recordMissed("lined", List.of(hour(3), hour(2), hour(1)));

    assertThat(run("schedule run lined --missed").out())
        .containsSubsequence("queued", "in line", "in line");

    assertThat(redis.jedis().llen(LIST)).isEqualTo(1);
    assertThat(redis.jedis().llen("{web_tasks}:held:lined:web01")).isEqualTo(2);
    String expires =
        redis
            .jedis()
            .lindex("{web_tasks}:held:lined:web01", 0)
            .replaceAll("(?s).*?\"expires\": ?\"([^\"]+)\".*", "$1");
    assertThat(Instant.parse(expires.replaceAll("(\\+00:00)?$", "").replaceAll("Z?$", "Z")))
        .isAfter(redis.serverTime().plus(6, ChronoUnit.DAYS));
  }

  @Test
  void a_workflow_runs_for_what_it_missed() {
    states.recordMissed("flow", List.of(hour(2), hour(1)));

    assertThat(run("schedule run flow --missed").out()).contains(id("flow", 2), id("flow", 1));

    assertThat(new RunRecords(redis).find(id("flow", 1))).isPresent();
    assertThat(redis.jedis().lrange("cl:workflow:{flow}", 0, -1))
        .containsExactly(id("flow", 2), id("flow", 1));
    assertThat(redis.jedis().llen(LIST)).isEqualTo(1);
  }

  @Test
  void what_was_due_in_a_pause_runs_when_it_is_asked_for() {
    SchedulePauses pauses = new SchedulePauses(redis);
    pauses.pause("free", Pauses.by("ann"));
    redis
        .jedis()
        .hset(
            "cl:schedule:{free}",
            "paused",
            String.valueOf(hour(3).minusSeconds(60).getEpochSecond()));
    String told = run("schedule resume free").out();

    String command = told.substring(told.indexOf("cl ") + 3).strip();
    assertThat(command).startsWith("schedule run free --from " + hour(3));
    assertThat(run(command).exitCode()).isZero();

    assertThat(queuedOf("free")).isEqualTo(4);
  }

  @Test
  void a_dry_run_shows_the_runs_and_changes_nothing() {
    states.recordMissed("free", List.of(hour(1)));

    assertThat(run("schedule run free --missed --dry-run").out())
        .contains(id("free", 1), "would run");

    assertThat(redis.jedis().llen(LIST)).isZero();
    assertThat(states.missed("free", 10)).hasSize(1);
    assertThat(decisions.fates("free", List.of(hour(1)))).containsValue(DueDecision.OPEN);
  }

  @Test
  void runs_of_the_past_are_watched_for_those_who_want_to_know_and_their_queue_is_known() {
    for (String schedule : List.of("told", "telling", "free")) {
      run("schedule run " + schedule + " --from " + hour(2) + " --to " + hour(1) + " --limit 1");
    }

    assertThat(redis.jedis().zrange(Keys.WATCHED, 0, -1))
        .containsExactlyInAnyOrder(id("told", 2), id("telling", 2));
    assertThat(new KnownQueues(redis).all()).containsEntry("web_tasks", "web");
  }

  @Test
  void a_drained_queue_takes_no_run_of_the_past_and_none_is_decided() {
    run("queue drain web");
    for (String schedule : List.of("free", "flow")) {
      Cl.Ended ended = run("schedule run " + schedule + " --from " + hour(1) + " --to " + hour(1));

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("so it takes no new job");
      assertThat(decisions.fates(schedule, List.of(hour(1)))).containsValue(DueDecision.OPEN);
    }
  }

  @Test
  void a_limit_takes_the_oldest_and_says_how_many_are_left() {
    states.recordMissed("free", List.of(hour(3), hour(2), hour(1)));

    Cl.Ended ended = run("schedule run free --missed --limit 1");

    assertThat(ended.out()).contains(id("free", 3)).doesNotContain(id("free", 2));
    assertThat(ended.err()).contains("2 due instants more did not run; repeat the command");
    assertThat(run("schedule run lined --missed --limit 101").exitCode()).isEqualTo(2);
  }

  @Test
  void what_is_older_than_all_that_is_kept_is_left_out() {
    Instant old = hour(24 * 30);

    assertThat(run("schedule run free --from " + old + " --to " + old).out())
        .contains("left out: older than what is kept");

    assertThat(redis.jedis().llen(LIST)).isZero();
  }

  @Test
  void many_due_instants_become_as_many_runs_with_progress() {
    Instant to = hour(1);
    Instant from = to.minus(150, ChronoUnit.HOURS);
    Cl.Ended ended = run("schedule run free --from " + from + " --to " + to);

    assertThat(queuedOf("free")).isEqualTo(151);
    assertThat(ended.err()).contains("cl: 100 of 151 runs submitted");
  }

  @Test
  void a_time_that_is_closed_or_to_come_is_not_run() {
    Cl.Ended dark = run("schedule run dark --from " + hour(3) + " --to " + hour(2));
    assertThat(dark.out()).isEqualTo("dark: no due instant that did not run\n");
    assertThat(dark.err()).contains("cl: 2 due instants left out: blackout always");
    assertThat(run("schedule run free --from " + hour(1) + " --to 2999-01-01T00:00:00Z").exitCode())
        .isEqualTo(2);
    assertThat(run("schedule run free --to " + hour(1)).exitCode()).isEqualTo(2);
    assertThat(run("schedule run free --missed --wait").exitCode()).isEqualTo(2);
    assertThat(run("schedule run free --dry-run").exitCode()).isZero();
    assertThat(redis.jedis().llen(LIST)).isZero();
  }

  private String id(String schedule, int hoursAgo) {
    return RunIds.due(schedule, hour(hoursAgo));
  }

  private long queuedOf(String schedule) {
    return redis.jedis().lrange(LIST, 0, -1).stream()
        .filter(message -> message.contains("\"" + schedule + "-"))
        .count();
  }

  private Cl.Ended run(String command) {
    return cl.run(command.split(" "));
  }
}
