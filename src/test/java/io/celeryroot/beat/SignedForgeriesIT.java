// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.sign.DecisionSeal;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Expiry;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ListDirection;

/**
 * Whoever may write every key of Redis, and has no key that signs, tries to silence a schedule of a
 * site that requires signatures.
 */
final class SignedForgeriesIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Target WEB01 = new Target("web", "web_tasks", Optional.of("web01"));
  private static final Target WEB02 = new Target("web", "web_tasks", Optional.of("web02"));

  private final Instant due = TestBeat.next23();
  private final String run = RunIds.due("nightly", due);
  private final String job = run + ".web01";
  private final String slot = Keys.slot("web_tasks", "nightly", "web01");
  private final List<String> told = new ArrayList<>();
  private final Seals seals = seals();
  private UnifiedJedis attacker;
  private ClConfig config;
  private Redis beat;
  private Attempts attempts;
  private TestBeat runs;
  private VanishedJobs vanished;

  @BeforeEach
  void start() {
    attacker = server.redis().jedis();
    beat = Redis.connect(TestRedis.settings(server.url()), seals);
    config =
        TestSite.config(
            """
            redis: %s
            workers:
              web: {hostnames: [web01, web02]}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              nightly: {cron: 0 23 * * *, task: tick, targets: [web]}
              brief: {cron: 0 21 * * *, task: tick, targets: [web01], expires: 1s}
              other: {cron: 0 22 * * *, task: tick, targets: [web02], overlap: allow}
            """
                .formatted(server.url()));
    TestBeat engine = TestBeat.of(config, beat, told);
    runs = engine;
    attempts = engine.attempts();
    vanished = engine.vanished();
  }

  @AfterEach
  void stop() {
    beat.close();
  }

  private static Seals seals() {
    return TestSeals.now(TestSeals.BEAT);
  }

  @Test
  void a_run_whose_markers_results_and_counts_were_forged_is_queued_by_the_second_look() {
    attacker.set(Keys.marker("web_tasks", job), "QUEUED 1");
    attacker.set(Keys.meta(job), "{\"status\": \"SUCCESS\", \"result\": {\"host\": \"web01\"}}");
    attacker.hset(Keys.ends(run), Map.of("ok", "2"));

    fire();
    assertThat(waiting(WEB01)).isEmpty();
    vanished.look();
    vanished.look();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("job");
  }

  @Test
  void a_job_that_is_queued_again_has_the_nonce_of_the_first_so_a_host_runs_it_once() {
    fire();
    String first = attacker.rpop(WEB01.list());
    vanished.look();
    vanished.look();

    String again = attacker.rpop(WEB01.list());
    assertThat(again).isNotEqualTo(first);
    assertThat(nonce(again, WEB01))
        .isEqualTo(nonce(first, WEB01))
        .isNotEqualTo(nonce(attacker.rpop(WEB02.list()), WEB02));
  }

  private String nonce(String message, Target list) {
    return JobSeal.nonce(MessageCodec.tryRead(message, list).orElseThrow(), seals);
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
  void a_true_message_in_a_list_where_it_does_not_belong_is_not_the_job() {
    fire();
    attacker.lmove(WEB01.list(), "dark", ListDirection.RIGHT, ListDirection.LEFT);
    attacker.set(Keys.moved(job), "dark");
    vanished.look();
    vanished.look();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_true_message_that_is_delayed_by_force_expires_on_record() {
    Instant before = due.minus(Duration.ofHours(2));
    assertThat(runs.fire(config.schedules().get("brief"), before)).isTrue();
    attacker.zadd(Keys.delayed(WEB01), 9e15, attacker.rpop(WEB01.list()));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> new Expiry(beat, attempts, job -> false).expire(List.of(WEB01)) > 0);

    assertThat(outcome(RunIds.due("brief", before) + ".web01")).isEqualTo("expired");
  }

  @Test
  void a_record_of_a_run_that_was_deleted_is_told() {
    fire();
    attacker.del(Keys.run(run));
    vanished.look();

    assertThat(told).containsExactly("run");
  }

  @Test
  void a_forged_decision_that_it_is_missed_does_not_hold() {
    decide("missed " + due.getEpochSecond());
    decide("missed " + due.getEpochSecond() + " 1 beat1 1 " + "0".repeat(32) + " x");

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("decision");
    assertThat(new ScheduleStates(beat, TestRedis.KEPT).read("nightly").missed()).isZero();
    assertThat(attacker.zrange(Keys.decided("nightly"), 0, -1))
        .singleElement()
        .asString()
        .startsWith("run " + due.getEpochSecond() + " 1 beat1 ");
  }

  @Test
  void a_signed_decision_of_another_schedule_or_instant_does_not_hold() {
    String missed = "missed " + due.getEpochSecond();
    String early = "missed " + due.minusSeconds(1).getEpochSecond();
    decide(DecisionSeal.text(seals, "other", missed));
    decide(DecisionSeal.text(seals, "nightly", early).replace(early, missed));

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_signed_decision_holds_for_all_beats() {
    new DueDecisions(beat, TestRedis.KEPT, () -> {}).decideMissed("nightly", List.of(due));

    runs.fire(config.schedules().get("nightly"), due);

    assertThat(waiting(WEB01)).isEmpty();
    assertThat(new ScheduleStates(beat, TestRedis.KEPT).read("nightly").missed()).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void a_flood_of_decisions_does_not_make_a_due_instant_old() {
    Map<String, Double> flood = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      flood.put("x" + i, (double) due.plusSeconds(1 + i % 60).getEpochSecond());
    }
    attacker.zadd(Keys.decided("nightly"), flood);

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(attacker.zcard(Keys.decided("nightly"))).isLessThanOrEqualTo(128);
  }

  @Test
  void a_slot_that_was_given_to_a_job_of_others_is_free_and_that_job_goes_on() {
    Instant before = due.minus(Duration.ofHours(1));
    assertThat(runs.fire(config.schedules().get("other"), before)).isTrue();
    String others = RunIds.due("other", before) + ".web02";
    attacker.set(slot, others);

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(new Results(beat).find(others)).isEmpty();
    assertThat(attacker.get(slot)).isEqualTo(job);
    assertThat(told).contains("slot");
  }

  @Test
  void a_role_that_gets_another_name_and_keeps_its_queue_keeps_the_slot_for_any_host() {
    Instant next = due.plus(Duration.ofDays(1));
    fireForAny("web", due);

    fireForAny("renamed", next);

    assertThat(outcome(RunIds.due("nightly", next) + ":renamed")).startsWith("skipped (overlap");
    assertThat(told).isEmpty();
  }

  @Test
  void a_job_of_the_same_schedule_in_another_queue_does_not_hold_the_slot_for_any_host() {
    Instant next = due.plus(Duration.ofDays(1));
    fireForAny("web", "other_tasks", due);
    attacker.set(Keys.slot("web_tasks", "nightly", "web"), RunIds.due("nightly", due) + ":web");

    fireForAny("renamed", next);

    assertThat(outcome(RunIds.due("nightly", next) + ":renamed")).isEqualTo("none");
    assertThat(told).containsExactly("slot");
  }

  private void fireForAny(String role, Instant at) {
    fireForAny(role, "web_tasks", at);
  }

  private void fireForAny(String role, String queue, Instant at) {
    ClConfig file =
        TestSite.config(
            """
            redis: %s
            workers:
              %s: {hostnames: [web01, web02], queue: %s, run_on: any}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              nightly: {cron: 0 23 * * *, task: tick, targets: [%s]}
            """
                .formatted(server.url(), role, queue, role));
    TestBeat engine = TestBeat.of(file, beat, told);
    assertThat(engine.fire(file.schedules().get("nightly"), at)).isTrue();
  }

  @Test
  void one_job_in_the_slots_of_all_hosts_keeps_none_of_the_others_back() {
    fire();
    attacker.set(Keys.slot("web_tasks", "nightly", "web02"), job);
    Instant next = due.plus(Duration.ofDays(1));

    assertThat(runs.fire(config.schedules().get("nightly"), next)).isTrue();

    assertThat(outcome(RunIds.due("nightly", next) + ".web01")).startsWith("skipped (overlap");
    assertThat(outcome(RunIds.due("nightly", next) + ".web02")).isEqualTo("none");
  }

  @Test
  void a_slot_whose_holder_has_a_forged_marker_run_and_message_is_free() {
    String never = RunIds.due("nightly", due.minus(Duration.ofDays(1))) + ".web01";
    attacker.set(slot, never);
    attacker.set(Keys.marker("web_tasks", never), "QUEUED 99999999999999");
    attacker.set(
        Keys.run(never.substring(0, never.lastIndexOf('.'))),
        "{\"id\": \"x\", \"task\": \"tick\", \"jobs\": []}");
    attacker.zadd(Keys.delayed(WEB01), 9e15, MessageCodec.write(forged(never)));

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("slot");
  }

  @Test
  void a_forged_job_that_waits_for_a_slot_does_not_get_it() {
    String never = RunIds.due("nightly", due.minus(Duration.ofDays(1))) + ".web01";
    String message = MessageCodec.write(forged(never));
    String held = Keys.held("web_tasks", "nightly", "web01");
    for (int i = 0; i < 1000; i++) {
      attacker.rpush(held, never + "\n" + message, "x" + i);
    }

    fire();

    assertThat(waiting(WEB01)).singleElement().asString().contains(job);
    assertThat(attacker.get(slot)).isEqualTo(job);
    assertThat(attacker.llen(held)).isZero();
    assertThat(told).contains("slot");
  }

  @Test
  void a_forged_message_that_has_expired_does_not_end_the_job_of_its_id() {
    fire();
    Job forged = forged(job).until(Instant.now().minusSeconds(60));
    attacker.lpush(WEB01.list(), MessageCodec.write(forged));

    new Expiry(beat, attempts, job -> false).expire(List.of(WEB01));

    assertThat(outcome(job)).isEqualTo("none");
    assertThat(waiting(WEB01)).hasSize(2);
  }

  @Test
  void a_job_of_a_client_that_cannot_sign_expires_where_the_role_runs_it_unsigned() {
    String[] ids = {"3f0c", "nightly-20200101T230000Z.web01"};
    for (String id : ids) {
      Job job = Job.recorded(id, id, Optional.empty(), Optional.empty(), "tick", WEB01);
      attacker.lpush(WEB01.list(), MessageCodec.write(job.until(Instant.now().minusSeconds(60))));
    }
    Role role =
        TestSite.config(
                "redis: redis://127.0.0.1:1\nworkers: {web: {hostnames: [web01],"
                    + " unsigned: [tick]}}\ntasks: {tick: {command: [/bin/true]}}\nschedules: {}\n")
            .roles()
            .get("web");

    new Expiry(beat, attempts, job -> JobSeal.mayBeUnsigned(job, role)).expire(List.of(WEB01));

    assertThat(outcome(ids[0])).isEqualTo("expired");
    assertThat(outcome(ids[1])).isEqualTo("none");
  }

  @Test
  void decisions_that_nobody_signed_do_not_make_a_due_instant_old() {
    Instant old = due.minus(Duration.ofDays(1));
    for (int i = 1; i <= 128; i++) {
      long second = old.getEpochSecond() + i;
      attacker.zadd(Keys.decided("nightly"), (double) second, "run " + second);
    }
    DueDecisions decisions = new DueDecisions(beat, TestRedis.KEPT, () -> {});
    assertThat(decisions.fates("nightly", List.of(old))).containsEntry(old, DueDecision.OPEN);

    assertThat(runs.fire(config.schedules().get("nightly"), old)).isTrue();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("decision");
  }

  @Test
  void a_signed_decision_that_stands_in_the_place_of_another_makes_none_old() {
    Instant old = due.minus(Duration.ofDays(1));
    for (int i = 1; i <= 128; i++) {
      String text = "run " + old.minusSeconds(i).getEpochSecond();
      attacker.zadd(
          Keys.decided("nightly"),
          (double) old.getEpochSecond() + i,
          DecisionSeal.text(seals, "nightly", text));
    }

    assertThat(runs.fire(config.schedules().get("nightly"), old)).isTrue();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_look_is_that_of_who_signed_it() {
    BeatLives lives = new BeatLives(beat);
    lives.noteLook(due);
    assertThat(lives.lastLook(due)).contains(due);
    assertThat(lives.lacksLook(due)).isFalse();

    attacker.set(Keys.LOOKED, attacker.get(Keys.LOOKED).replace("until\":1", "until\":2"));
    assertThat(lives.lastLook(due)).isEmpty();
    assertThat(lives.lacksLook(due)).isTrue();
    attacker.del(Keys.LOOKED);
    attacker.rpush(Keys.LOOKED, "x");
    assertThat(lives.lacksLook(due)).isTrue();
  }

  @Test
  void a_forged_begin_holds_no_slot() {
    String never = RunIds.due("nightly", due.minus(Duration.ofDays(1))) + ".web01";
    attacker.set(slot, never);
    attacker.set(
        Keys.meta(never),
        "{\"status\": \"STARTED\", \"cl\": {\"attempt\": 1, \"token\": \"t\", \"worker\": \"w\"}}");

    fire();

    assertThat(waiting(WEB01)).hasSize(1);
    assertThat(told).containsExactly("slot");
  }

  @Test
  void a_forged_begin_does_not_keep_a_deleted_job_from_being_queued_again() {
    fire();
    attacker.del(WEB01.list());
    attacker.set(
        Keys.meta(job),
        "{\"status\": \"STARTED\", \"cl\": {\"attempt\": 1, \"token\": \"t\", \"worker\": \"w\"}}");
    vanished.look();
    vanished.look();

    assertThat(waiting(WEB01)).hasSize(1);
  }

  @Test
  void a_forged_marker_does_not_let_the_holder_of_a_slot_expire() {
    fire();
    attacker.set(Keys.marker("web_tasks", job), "QUEUED 1");

    runs.fire(config.schedules().get("nightly"), due.plus(Duration.ofDays(1)));

    assertThat(outcome(job)).isEqualTo("none");
  }

  @Test
  void a_record_of_a_run_to_come_without_some_of_its_jobs_is_written_anew() {
    decide("run " + due.getEpochSecond());
    attacker.set(
        Keys.run(run),
        """
        {"id": "%s", "schedule": "nightly", "due": "%s", "task": "tick", "jobs": [
          {"id": "%s.web02", "role": "web", "queue": "web_tasks", "host": "web02"}]}
        """
            .formatted(run, due, run));

    fire();

    assertThat(new RunRecords(beat).find(run).orElseThrow().jobs()).hasSize(2);
    assertThat(waiting(WEB01)).hasSize(1);
  }

  private static Job forged(String id) {
    String run = RunIds.runOf(id).orElseThrow();
    return Job.recorded(id, run, Optional.of("nightly"), Optional.empty(), "tick", WEB01);
  }

  private void decide(String decision) {
    attacker.zadd(Keys.decided("nightly"), (double) due.getEpochSecond(), decision);
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
    return new Results(beat).find(id).map(JobResult::outcomeText).orElse("none");
  }
}
