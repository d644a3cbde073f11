// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ListDirection;

/** Whoever may write to Redis tries to silence a schedule. Nothing is signed here. */
class ForgeriesIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Target WEB01 = new Target("web", "web_tasks", Optional.of("web01"));

  private final Instant due = TestBeat.next23();
  private final String run = RunIds.due("nightly", due);
  private final String job = run + ".web01";
  private final List<String> told = new ArrayList<>();
  private UnifiedJedis attacker;
  private ClConfig config;
  private Redis redis;
  private TestBeat runs;
  private VanishedJobs vanished;

  @BeforeEach
  void start() {
    redis = server.redis();
    attacker = redis.jedis();
    config =
        TestSite.config(
            """
            redis: %s
            workers:
              web: {hostnames: [web01, web02]}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              nightly: {cron: 0 23 * * *, task: tick, targets: [web]}
              flow: {cron: 0 22 * * *, tasks: [{task: tick, targets: [web]}]}
              other: {cron: 0 21 * * *, tasks: [{task: tick, targets: [web]}]}
            """
                .formatted(server.url()));
    TestBeat beat = TestBeat.of(config, redis, told);
    runs = beat;
    vanished = beat.vanished();
  }

  @Test
  void a_run_whose_marker_was_there_first_is_queued_by_the_second_look() {
    attacker.set(Keys.marker("web_tasks", job), "QUEUED 1");

    fire();
    assertThat(waiting(WEB01)).isEmpty();
    vanished.look();
    assertThat(waiting(WEB01)).isEmpty();
    vanished.look();

    assertThat(waiting(WEB01)).singleElement().asString().contains(job);
    assertThat(told).containsExactly("job");
    vanished.look();
    vanished.look();
    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_run_whose_messages_are_deleted_again_and_again_ends_as_lost() {
    fire();
    for (int i = 0; i < 6; i++) {
      attacker.del(WEB01.list());
      vanished.look();
    }

    assertThat(outcome(job)).isEqualTo("lost");
    assertThat(new Results(redis).find(job).orElseThrow().outcome().orElseThrow().reason())
        .isEqualTo("its message was deleted");
    assertThat(told).containsExactly("job", "job");
    assertThat(waiting(new Target("web", "web_tasks", Optional.of("web02")))).hasSize(1);
  }

  @Test
  void a_job_in_the_hands_of_a_worker_is_not_taken_for_lost() {
    fire();
    attacker.zadd(Keys.workers("web_tasks"), 1, "w1 " + WEB01.list());
    attacker.lmove(
        WEB01.list(), Keys.claimed(WEB01, "w1"), ListDirection.RIGHT, ListDirection.LEFT);

    vanished.look();
    vanished.look();

    assertThat(told).isEmpty();
    assertThat(waiting(WEB01)).isEmpty();
  }

  @Test
  void a_deleted_result_is_told_and_its_job_does_not_run_again() {
    fire();
    attacker.del(WEB01.list());
    attacker.hset(Keys.ends(run), "ok", "1");

    vanished.look();
    vanished.look();

    assertThat(told).containsExactly("job");
    assertThat(waiting(WEB01)).isEmpty();
  }

  @Test
  void decisions_about_instants_to_come_are_removed_and_the_run_takes_place() {
    IntStream.rangeClosed(61, 200)
        .mapToObj(due::plusSeconds)
        .forEach(
            later ->
                attacker.zadd(
                    Keys.decided("nightly"),
                    (double) later.getEpochSecond(),
                    "run " + later.getEpochSecond()));
    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("decision");
    assertThat(attacker.zcard(Keys.decided("nightly"))).isEqualTo(1);
    assertThat(attacker.pttl(Keys.decided("nightly"))).isPositive();
  }

  @Test
  void decisions_about_the_next_seconds_do_not_make_a_due_instant_old() {
    IntStream.rangeClosed(1, 200)
        .mapToObj(due::plusSeconds)
        .forEach(
            later ->
                attacker.zadd(
                    Keys.decided("nightly"),
                    (double) later.getEpochSecond(),
                    "run " + later.getEpochSecond()));
    fire();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_slot_held_by_a_job_that_never_was_is_freed() {
    attacker.set(Keys.slot("web_tasks", "nightly", "web01"), "nightly-20200101T000000Z.web01");

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("slot");
    assertThat(attacker.get(Keys.slot("web_tasks", "nightly", "web01"))).isEqualTo(job);
    assertThat(attacker.pttl(Keys.slot("web_tasks", "nightly", "web01"))).isPositive();
  }

  @Test
  void a_slot_whose_holder_has_a_forged_marker_is_freed_too() {
    String never = "nightly-20200101T000000Z.web01";
    attacker.set(Keys.slot("web_tasks", "nightly", "web01"), never);
    attacker.set(Keys.marker("web_tasks", never), "QUEUED 99999999999999");

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_slot_whose_holder_waits_is_kept() {
    fire();
    Instant next = due.plus(Duration.ofDays(1));

    assertThat(runs.fire(config.schedules().get("nightly"), next)).isTrue();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(outcome(RunIds.due("nightly", next) + ".web01")).startsWith("skipped (overlap");
    assertThat(told).isEmpty();
  }

  @Test
  void a_record_of_the_run_without_its_jobs_is_written_anew() {
    attacker.set(
        Keys.run(run),
        "{\"id\": \"%s\", \"schedule\": \"nightly\", \"due\": \"%s\", \"task\": \"tick\", \"jobs\": []}"
            .formatted(run, due));

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(new RunRecords(redis).find(run).orElseThrow().jobs()).hasSize(2);
    assertThat(told).containsExactly("run");
    assertThat(attacker.pttl(Keys.run(run))).isPositive();
  }

  @Test
  void a_record_of_another_task_under_the_name_of_the_run_counts_as_none() {
    attacker.set(
        Keys.run(run), "{\"id\": \"x\", \"task\": \"other\", \"jobs\": [{\"id\": \"y\"}]}");

    fire();

    assertThat(new RunRecords(redis).find(run).orElseThrow().task()).isEqualTo("tick");
    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_record_of_the_run_without_some_of_its_jobs_is_written_anew() {
    attacker.set(Keys.run(run), ofWeb02());

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(new RunRecords(redis).find(run).orElseThrow().jobs()).hasSize(2);
    assertThat(told).containsExactly("run");
  }

  @Test
  void a_host_without_a_job_is_told_if_the_decision_about_the_run_was_forged_too() {
    attacker.set(Keys.run(run), ofWeb02());
    attacker.zadd(
        Keys.decided("nightly"), (double) due.getEpochSecond(), "run " + due.getEpochSecond());

    fire();

    assertThat(waiting(WEB01)).isEmpty();
    assertThat(told).containsExactly("run");
  }

  private String ofWeb02() {
    return """
        {"id": "%s", "schedule": "nightly", "due": "%s", "task": "tick", "jobs": [
          {"id": "%s.web02", "role": "web", "queue": "web_tasks", "host": "web02"}]}
        """
        .formatted(run, due, run);
  }

  @Test
  void a_run_that_was_taken_from_the_index_is_looked_after() {
    fire();
    attacker.zrem(Keys.RUNS, run);
    attacker.del(WEB01.list());
    vanished.look();
    vanished.look();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_workflow_that_was_taken_from_the_list_of_those_that_go_on_is_put_back() {
    String flow = fire("flow", due.minus(Duration.ofHours(1)));
    attacker.zrem(Keys.LIVE_WORKFLOWS, flow);

    vanished.look();

    assertThat(attacker.zscore(Keys.LIVE_WORKFLOWS, flow)).isNotNull();
    assertThat(told).containsExactly("run");
  }

  @Test
  void a_job_of_a_step_whose_marker_was_there_first_ends_as_lost() {
    Instant at = due.minus(Duration.ofHours(1));
    String job = RunIds.step(RunIds.due("flow", at), 1) + ".web01";
    attacker.set(Keys.marker("web_tasks", job), "QUEUED 1");
    fire("flow", at);

    vanished.look();
    vanished.look();
    vanished.look();

    assertThat(outcome(job)).isEqualTo("lost");
    assertThat(told).containsExactly("job");
  }

  @Test
  void a_job_of_a_step_whose_marker_and_message_were_deleted_ends_as_lost() {
    Instant at = due.minus(Duration.ofHours(1));
    String job = RunIds.step(RunIds.due("flow", at), 1) + ".web01";
    fire("flow", at);
    attacker.del(Keys.marker("web_tasks", job), WEB01.list());

    vanished.look();
    vanished.look();
    vanished.look();

    assertThat(outcome(job)).isEqualTo("lost");
    assertThat(told).containsExactly("job");
  }

  @Test
  void a_run_of_another_workflow_in_line_holds_none_back() {
    String other = fire("other", due.minus(Duration.ofHours(2)));
    attacker.lpush(Keys.line("flow"), other);
    String flow = fire("flow", due.minus(Duration.ofHours(1)));

    assertThat(runs.workflows().find(flow).orElseThrow().step(1).isRunning()).isTrue();
    assertThat(runs.workflows().find(other).orElseThrow().hasEnded()).isFalse();
  }

  private String fire(String schedule, Instant at) {
    assertThat(runs.fire(config.schedules().get(schedule), at)).isTrue();
    return RunIds.due(schedule, at);
  }

  @Test
  void a_flood_of_decisions_about_the_next_seconds_does_not_make_a_due_instant_old() {
    for (int i = 0; i < 1000; i++) {
      attacker.zadd(
          Keys.decided("nightly"), (double) due.plusSeconds(1 + i % 60).getEpochSecond(), "x" + i);
    }
    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("decision");
  }

  @Test
  void an_expiry_that_somebody_took_away_is_set_again_when_the_run_has_ended() {
    fire();
    attacker.del(WEB01.list(), "{web_tasks}.web02");
    for (String host : List.of("web01", "web02")) {
      attacker.set(Keys.meta(run + "." + host), "{\"status\": \"SUCCESS\"}");
      attacker.persist(Keys.marker("web_tasks", run + "." + host));
    }
    attacker.persist(Keys.run(run));

    vanished.look();

    assertThat(List.of(Keys.run(run), Keys.meta(job), Keys.marker("web_tasks", job)))
        .allSatisfy(key -> assertThat(attacker.pttl(key)).as(key).isPositive());
    assertThat(told).containsExactly("expiry");
  }

  @Test
  void a_decision_that_it_is_missed_is_recorded_as_missed() {
    attacker.zadd(
        Keys.decided("nightly"), (double) due.getEpochSecond(), "missed " + due.getEpochSecond());

    runs.fire(config.schedules().get("nightly"), due);

    assertThat(new ScheduleStates(redis, TestRedis.KEPT).read("nightly").missed()).isEqualTo(1);
  }

  private void fire() {
    assertThat(runs.fire(config.schedules().get("nightly"), due)).isTrue();
  }

  private List<String> waiting(Target target) {
    return attacker.lrange(target.list(), 0, -1).stream()
        .filter(message -> message.contains("nightly"))
        .toList();
  }

  private String outcome(String id) {
    return new Results(redis).find(id).map(JobResult::outcomeText).orElse("none");
  }
}
