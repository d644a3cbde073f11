// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.RoundTrips;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Pipeline;

/** Counts the round trips of runs and of a Beat that has nothing to do. */
class BeatRoundTripsIT {

  private static final Instant DUE = Instant.parse("2026-11-23T02:00:00Z");

  /** Decision, record, list of runs, mark of the due instant. */
  private static final int BESIDE_JOBS = 4;

  private static final int HOSTS = 1000;

  /** Questions of the look once a minute: schedules, expiry, what it tells of its file. */
  private static final int REPORTS = 12;

  /** 12 heartbeats of two, 12 looks for dead workers, 6 for workflows. */
  private static final int BY_THE_CLOCK = 12 * 2 + 12 + 6;

  /** With at most 500 jobs each. */
  private static final int BATCHES = 2;

  private EmbeddedRedis server;
  private RoundTrips network;
  private Redis redis;

  @BeforeEach
  void connect() {
    server = EmbeddedRedis.start(Optional.empty(), List.of());
    network = RoundTrips.to(server.port());
  }

  @AfterEach
  void disconnect() {
    redis.close();
    network.close();
    server.close();
  }

  @Test
  void a_due_run_costs_the_same_round_trips_for_1_host_and_for_1000_and_for_many_roles() {
    assertThat(fire(config(1), DUE)).isEqualTo(BESIDE_JOBS + 1);
    redis.close();
    assertThat(fire(config(HOSTS), DUE.plusSeconds(60))).isEqualTo(BESIDE_JOBS + 1);
    redis.close();
    assertThat(fire(roles(20), DUE.plusSeconds(120))).isEqualTo(BESIDE_JOBS + 1);
  }

  /** Each batch is asked twice; between, its holders are looked up; then results are written. */
  @Test
  void a_due_run_whose_last_jobs_still_wait_costs_a_few_round_trips_a_batch() {
    ClConfig config = config(HOSTS);
    fire(config, DUE);

    assertThat(fireAgain(config, DUE.plusSeconds(60)))
        .isLessThanOrEqualTo(BESIDE_JOBS + BATCHES * 8);
    assertThat(redis.jedis().llen("{web_tasks}.h1")).isEqualTo(1);
  }

  @Test
  void runs_of_one_due_second_travel_together() {
    ClConfig config = many(1000, "");
    connect(config);
    TestBeat runs = TestBeat.of(config, redis);
    long before = network.count();

    for (Schedule schedule : config.schedules().values()) {
      assertThat(runs.fire(schedule, DUE)).isTrue();
    }

    assertThat(network.count() - before).isLessThanOrEqualTo(BESIDE_JOBS * 8L + 1);
    assertThat(redis.jedis().llen("{web_tasks}.h1")).isEqualTo(1000);
  }

  @Test
  void a_workflow_starts_beside_the_tasks_of_its_due_second() {
    ClConfig config =
        read(
            """
            workers: {web: {hostnames: [h1]}}
            tasks: {note: {command: ["true"]}}
            schedules:
              first: {cron: '* * * * *', task: note, targets: [web]}
              flow: {cron: '* * * * *', tasks: [{task: note, targets: [web]}]}
              waves: {cron: '* * * * *', task: note, targets: [web], batch: 1}
              last: {cron: '* * * * *', task: note, targets: [web]}
            """);
    connect(config);
    TestBeat runs = TestBeat.of(config, redis);

    assertThat(runs.fire(config.schedules().get("first"), DUE)).isTrue();

    assertThat(config.schedules().values()).allMatch(one -> runs.runs().isSubmitted(one, DUE));
    assertThat(runs.workflows().live())
        .extracting(WorkflowState::name)
        .containsExactlyInAnyOrder("flow", "waves");
    assertThat(redis.jedis().llen("{web_tasks}.h1")).isEqualTo(4);
  }

  /** States, the newest runs, their records and their results, each in two batches. */
  @Test
  void the_failures_of_1000_schedules_are_counted_in_a_few_round_trips() {
    ClConfig config = many(1000, ", pause_after: 3");
    connect(config);
    TestBeat runs = TestBeat.of(config, redis);
    runs.fire(config.schedules().get("s0"), DUE);
    long before = network.count();

    assertThat(runs.runs().pauseAfterFailures(config.schedules().values(), DUE)).isEmpty();

    assertThat(network.count() - before).isLessThanOrEqualTo(BESIDE_JOBS * 8L);
  }

  private ClConfig many(int schedules, String keys) {
    StringBuilder text =
        new StringBuilder(
            """
            workers: {web: {hostnames: [h1]}}
            tasks: {note: {command: ["true"]}}
            schedules:
            """);
    for (int i = 0; i < schedules; i++) {
      text.append("  s%d: {cron: '* * * * *', task: note, targets: [web]%s}\n".formatted(i, keys));
    }
    return read(text.toString());
  }

  @Test
  void a_command_for_1000_hosts_costs_as_much_as_a_due_run() {
    ClConfig config = config(HOSTS);
    connect(config);
    Role role = config.roles().get("web");
    List<Target> targets =
        role.namedHosts().stream()
            .map(host -> new Target(role.name(), role.queue(), Optional.of(host)))
            .toList();
    long before = network.count();

    new Submission(redis, Jobs.config()).submit(Runs.byHand("note", targets));

    assertThat(network.count() - before).isLessThanOrEqualTo(BESIDE_JOBS + 1);
  }

  @Test
  void an_idle_beat_asks_less_than_once_a_second() {
    assertThat(askedInAMinute(config(2))).isLessThanOrEqualTo(BY_THE_CLOCK + REPORTS);
  }

  @Test
  void an_idle_beat_of_1000_hosts_asks_as_seldom() {
    // Jobs that wait too long are looked for in two steps, each in batches of hosts.
    assertThat(askedInAMinute(config(HOSTS)))
        .isLessThanOrEqualTo(BY_THE_CLOCK + REPORTS + 2 * BATCHES);
  }

  /** The rounds of one minute. */
  private long askedInAMinute(ClConfig config) {
    connect(config);
    SimulatedBeat beat = new SimulatedBeat(config, Instant::now);
    addWorkers(config);
    beat.reconcile();
    beat.recover();
    long before = network.count();

    for (int i = 0; i < 12; i++) {
      beat.recover();
    }
    for (int i = 0; i < 6; i++) {
      beat.goOn();
    }
    beat.reconcile();
    beat.close();

    int heartbeats = 12 * 2;
    return network.count() - before + heartbeats;
  }

  /** A living worker for each host. */
  private void addWorkers(ClConfig config) {
    try (Pipeline pipeline = (Pipeline) redis.jedis().pipelined()) {
      for (String host : config.roles().get("web").namedHosts()) {
        pipeline.zadd(Keys.workers("web_tasks"), 0, host + " {web_tasks}." + host);
        pipeline.set(Keys.lease("web_tasks", host), "here");
      }
    }
  }

  private long fire(ClConfig config, Instant due) {
    connect(config);
    return fireAgain(config, due);
  }

  private long fireAgain(ClConfig config, Instant due) {
    TestBeat runs = TestBeat.of(config, redis);
    long before = network.count();
    assertThat(runs.fire(config.schedules().get("often"), due)).isTrue();
    return network.count() - before;
  }

  /** Loads all scripts, which costs a round trip when each is first used on a server. */
  private void connect(ClConfig config) {
    redis = Redis.connect(config.redis());
    redis.jedis().flushAll();
    String warm = "workers: {warm: {hostnames: [h]}}\n" + SCHEDULE.formatted("warm");
    TestBeat runs = TestBeat.of(read(warm), redis);
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    for (int minute = 0; minute < 2; minute++) {
      runs.fire(read(warm).schedules().get("often"), first.plus(Duration.ofMinutes(minute)));
    }
    redis.jedis().flushAll();
  }

  private static final String SCHEDULE =
      """
      tasks: {note: {command: ["true"]}}
      schedules: {often: {cron: "* * * * *", task: note, targets: [%s]}}
      """;

  private ClConfig config(int hosts) {
    String names =
        IntStream.rangeClosed(1, hosts).mapToObj(i -> "h" + i).collect(Collectors.joining(", "));
    return read("workers: {web: {hostnames: [" + names + "]}}\n" + SCHEDULE.formatted("web"));
  }

  private ClConfig roles(int count) {
    List<String> names = IntStream.rangeClosed(1, count).mapToObj(i -> "role" + i).toList();
    return read(
        names.stream()
                .map(name -> "  " + name + ": {hostnames: [" + name + "]}\n")
                .collect(Collectors.joining("", "workers:\n", ""))
            + SCHEDULE.formatted(String.join(", ", names)));
  }

  private ClConfig read(String text) {
    String url = "redis: {url: \"redis://127.0.0.1:" + network.port() + "\", timeout: 20s}\n";
    return ConfigReader.read("cl.yaml", url + text, Map.of(), Optional.empty())
        .config()
        .orElseThrow();
  }
}
