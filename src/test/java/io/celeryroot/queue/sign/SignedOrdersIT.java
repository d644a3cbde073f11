// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signing;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.job.sign.SealedJobs;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.host.RunningConfig;
import io.celeryroot.queue.host.RunningConfigs;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.KeyUnusable;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.StreamEntryID;

/** Orders, pauses and requests to cancel, with an attacker beside who can write every key. */
final class SignedOrdersIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private static final Duration KEPT = Duration.ofDays(7);

  private Redis attacker;
  private Redis beat;
  private Redis worker;

  @BeforeEach
  void connect() {
    attacker = SERVER.redis();
    beat = as(TestSeals.BEAT);
    worker = as(TestSeals.WORKER);
  }

  @AfterEach
  void close() {
    beat.close();
    worker.close();
  }

  @Test
  void only_a_signed_order_holds_workers_back() {
    ControlOrder order =
        new ControlOrder(
            ControlOrder.Kind.QUEUE,
            "web_tasks",
            ControlOrder.Action.PAUSE,
            "ann@host1",
            Instant.now(),
            Optional.empty());
    new Controls(attacker).give(order);
    assertThat(new Controls(worker).read().queue("web_tasks")).isEmpty();
    new Controls(beat).give(order);
    assertThat(new Controls(worker).read().queue("web_tasks")).isPresent();
  }

  @Test
  void a_signed_order_about_one_queue_does_not_count_for_another_or_from_a_worker() {
    ControlOrder order =
        new ControlOrder(
            ControlOrder.Kind.QUEUE,
            "web_tasks",
            ControlOrder.Action.PAUSE,
            "ann@host1",
            Instant.now(),
            Optional.empty());
    new Controls(beat).give(order);
    String text = attacker.call("reading", j -> j.hget(Keys.CONTROL, "queue web_tasks"));
    attacker.call("copying", j -> j.hset(Keys.CONTROL, "queue db_tasks", text));
    assertThat(new Controls(worker).read().queues()).containsOnlyKeys("web_tasks");
    new Controls(attacker).give(order);
    String plain = attacker.call("reading", j -> j.hget(Keys.CONTROL, "queue web_tasks"));
    String ofWorker = OrderSeal.seal(worker.seals(), "control queue web_tasks", plain);
    attacker.call("signing", j -> j.hset(Keys.CONTROL, "queue web_tasks", ofWorker));
    assertThat(new Controls(beat).read().queues()).isEmpty();
  }

  @Test
  void who_may_give_no_orders_is_told_so_and_changes_nothing() {
    new SchedulePauses(beat).pause("nightly", Pauses.by("ann"));
    SchedulePauses pauses = new SchedulePauses(worker);
    for (ThrowingCallable order :
        List.<ThrowingCallable>of(
            () -> pauses.pause("other", Pauses.by("web1")),
            () -> pauses.resume("nightly"),
            () -> new Controls(worker).takeBack(ControlOrder.Kind.HOST, "web1"))) {
      assertThatThrownBy(order)
          .isInstanceOfSatisfying(
              KeyUnusable.class,
              e -> assertThat(e.fix()).startsWith("add roles or tasks to security.signers.web1"))
          .hasMessage("signer \"web1\" may give no orders");
    }
    assertThat(state().isPaused()).isTrue();
    assertThat(new ScheduleStates(beat, KEPT).read("other").isPaused()).isFalse();
  }

  @Test
  void a_forged_pause_silences_no_schedule() {
    new SchedulePauses(attacker).pause("nightly", Pauses.by("ann"));
    assertThat(state().isPaused()).isFalse();
    assertThat(decide()).isEqualTo(DueDecision.RUN);
  }

  @Test
  void a_signed_pause_holds_until_it_is_taken_back() {
    new SchedulePauses(beat)
        .pause("nightly", new PauseRequest(Optional.empty(), "ann", Optional.of("new disk")));
    assertThat(state().paused().orElseThrow().why()).contains("new disk");
    assertThat(decide()).isEqualTo(DueDecision.PAUSED);
    new SchedulePauses(beat).resume("nightly");
    assertThat(state().isPaused()).isFalse();
    assertThat(state().rests()).hasSize(1);
    assertThat(decide()).isEqualTo(DueDecision.RUN);
  }

  @Test
  void the_signed_pause_of_one_schedule_does_not_count_for_another_nor_for_long_ago() {
    new SchedulePauses(beat).pause("other", Pauses.by("ann"));
    Map<String, String> fields = attacker.call("reading", j -> j.hgetAll(Keys.schedule("other")));
    attacker.call("copying", j -> j.hset(Keys.schedule("nightly"), fields));
    assertThat(state().isPaused()).isFalse();
    attacker.call("dating back", j -> j.hset(Keys.schedule("other"), "paused", "1000"));
    assertThat(new ScheduleStates(beat, KEPT).read("other").paused().orElseThrow().since())
        .isAfter(Instant.now().minus(Duration.ofMinutes(10)));
  }

  @Test
  void a_forged_pause_keeps_no_schedule_that_fails_from_being_paused() {
    SchedulePauses pauses = new SchedulePauses(beat);
    new SchedulePauses(attacker).pause("nightly", Pauses.by("beat@b"));
    assertThat(pauses.pauseIfRunning("nightly", Pauses.by("beat@b"), Instant.now())).isTrue();
    assertThat(state().isPaused()).isTrue();
    assertThat(pauses.pauseIfRunning("nightly", Pauses.by("beat@b"), Instant.now())).isFalse();
  }

  @Test
  void a_signed_pause_that_was_ended_does_not_hold_again() {
    SchedulePauses pauses = new SchedulePauses(beat);
    pauses.pause("nightly", Pauses.by("ann"));
    Map<String, String> old = attacker.call("reading", j -> j.hgetAll(Keys.schedule("nightly")));
    assertThat(state().isPaused()).isTrue();
    pauses.resume("nightly");
    assertThat(state().isPaused()).isFalse();
    attacker.call("putting back", j -> j.hset(Keys.schedule("nightly"), old));
    assertThat(state().isPaused()).isFalse();
    assertThat(decide()).isEqualTo(DueDecision.RUN);
    assertThat(beat.seals().seen().takeTroubles()).hasSize(1);
    pauses.pause("nightly", Pauses.by("ann"));
    assertThat(state().isPaused()).isTrue();
  }

  @Test
  void a_signed_order_that_was_taken_back_does_not_hold_again() {
    ControlOrder order =
        new ControlOrder(
            ControlOrder.Kind.HOST,
            "web1",
            ControlOrder.Action.DRAIN,
            "ann@host1",
            Instant.now(),
            Optional.empty());
    Controls seen = new Controls(worker);
    new Controls(beat).give(order);
    Map<String, String> old = attacker.call("reading", j -> j.hgetAll(Keys.CONTROL));
    assertThat(seen.read().host("web1")).isPresent();
    new Controls(beat).takeBack(ControlOrder.Kind.HOST, "web1");
    assertThat(seen.read().host("web1")).isEmpty();
    attacker.call("putting back", j -> j.hset(Keys.CONTROL, old));
    assertThat(seen.read().host("web1")).isEmpty();
    new Controls(beat).give(order);
    assertThat(seen.read().host("web1")).isPresent();
  }

  @Test
  void forged_and_old_entries_of_the_audit_log_are_marked() {
    AuditEntry entry =
        new AuditEntry(Instant.EPOCH, "ann", "host1", "", "schedule pause nightly", "", 0);
    new AuditLog(beat).write(entry);
    new AuditLog(attacker).write(entry);
    Map<String, String> signed =
        attacker.call("reading", j -> j.xrange(Keys.AUDIT, "-", "+", 1)).get(0).getFields();
    Map<String, String> changed = new LinkedHashMap<>(signed);
    changed.put("who", "bob");
    attacker.call("forging", j -> j.xadd(Keys.AUDIT, StreamEntryID.NEW_ENTRY, changed));
    StreamEntryID later = new StreamEntryID(System.currentTimeMillis() + 3_600_000, 0);
    attacker.call("replaying", j -> j.xadd(Keys.AUDIT, later, signed));
    List<AuditEntry> read = new AuditLog(beat).read(Instant.EPOCH, any -> true, 10);
    assertThat(read).extracting(AuditEntry::distrust).element(3).isEqualTo("");
    assertThat(read).extracting(AuditEntry::distrust).element(2).isEqualTo("unsigned");
    assertThat(read)
        .extracting(AuditEntry::distrust)
        .element(1)
        .isEqualTo("forged: signature of \"beat1\" does not fit");
    assertThat(read).extracting(AuditEntry::distrust).element(0).asString().startsWith("replayed");
  }

  @Test
  void nobody_else_shows_what_a_beat_runs() {
    RunningConfig config = new RunningConfig("beat1", "cl.yaml", Map.of(), "workers: {}");
    new RunningConfigs(attacker).put(config);
    assertThat(new RunningConfigs(beat).find("beat1")).isEmpty();
    new RunningConfigs(beat).put(config);
    assertThat(new RunningConfigs(worker).find("beat1")).contains(config);
  }

  @Test
  void forged_ended_pauses_hide_nothing_that_was_missed() {
    long now = Instant.now().getEpochSecond();
    attacker.call(
        "forging", j -> j.hset(Keys.schedule("nightly"), "rests", "1000-" + (now + 1000)));
    assertThat(state().rests()).isEmpty();
  }

  @Test
  void only_a_signed_request_cancels_a_running_job() {
    attacker.call("forging", j -> j.set(Keys.cancel("j1"), "1"));
    Cancellations seen = new Cancellations(worker, KEPT);
    assertThat(seen.requested(List.of("j1", "j2"))).isEmpty();
    // Nothing is on record about the job, so who runs it is asked.
    new Cancellations(beat, KEPT).cancel("j2", Optional.empty());
    assertThat(seen.requested(List.of("j1", "j2"))).containsExactly("j2");
  }

  @Test
  void a_run_record_that_was_forged_before_the_run_chooses_no_targets() {
    RunRequest request = Runs.byHand("sync", List.of(Jobs.HOST1));
    RunRecord forged = Runs.byHand("sync", List.of(Jobs.HOST2)).toRecord(TestSeals.NOW);
    String text = forged.toJson().replace(forged.id(), request.run());
    attacker.call("forging", j -> j.set(Keys.run(request.run()), text));
    assertThat(new RunRecords(beat).find(request.run())).isEmpty();
    RunRecord run = new Submission(beat, Jobs.config()).submit(request).run();
    assertThat(run.jobs()).extracting(RunJob::target).containsExactly(Jobs.HOST1);
    assertThat(new RunRecords(beat).find(request.run())).contains(run);
  }

  @Test
  void a_forged_state_of_a_workflow_has_no_step_run() {
    String steps = "[{task: ping, targets: [web]}]";
    ClConfig config = workflow("[{task: wipe, targets: [web]}]");
    Instant due = Instant.parse("2026-11-28T01:30:00Z");
    String id = start(attacker, config, due);
    WorkflowStates states = new WorkflowStates(beat, KEPT);
    assertThat(new WorkflowStates(attacker, KEPT).find(id)).isPresent();
    assertThat(states.find(id)).isEmpty();
    start(beat, workflow(steps), due);
    assertThat(states.find(id).orElseThrow().step(1).plan().step().task()).isEqualTo("ping");
  }

  private static String start(Redis by, ClConfig config, Instant due) {
    return new WorkflowRuns(by, config, Set::of, JobListener.NONE, WorkflowListener.NONE)
        .start(WorkflowStart.due(config, config.schedules().get("flow"), due, Runs.submitter()))
        .run()
        .id();
  }

  private static ClConfig workflow(String steps) {
    return TestSite.config(
        SERVER.url(),
        """
        workers: {web: {hostnames: [web1]}}
        tasks: {wipe: {command: ["true"]}}
        schedules: {flow: {cron: "30 1 * * *", tasks: %s}}
        """
            .formatted(steps));
  }

  @Test
  void nobody_lays_a_dead_letter_for_an_operator_to_sign() {
    Job job = Jobs.job("j1");
    bury(MessageCodec.write(job));
    DeadLetterQueue letters = new DeadLetterQueue(beat, KEPT);
    QueueReader reader = new QueueReader(beat);
    assertThat(letters.requeue(letters.read("web_tasks").get(0))).isEmpty();
    assertThat(reader.waiting(Jobs.HOST1)).isEmpty();
    attacker.call("emptying", j -> j.del(Keys.dead("web_tasks")));
    bury(SealedJobs.write(JobSeal.bounded(job, beat.seals()), beat.seals()));
    assertThat(letters.requeue(letters.read("web_tasks").get(0))).isPresent();
  }

  private void bury(String message) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", "j1");
    letter.put("role", "web");
    letter.put("host", "web1");
    letter.put("at", "2026-11-23T02:00:00Z");
    letter.put("message", message);
    attacker.call("burying", j -> j.lpush(Keys.dead("web_tasks"), Json.line(letter)));
  }

  @Test
  void only_a_worker_that_stands_for_a_host_shows_it_alive() {
    Reports.put(attacker, heartbeat("web1", "web1"));
    assertThat(new Heartbeats(beat).workers()).isEmpty();
    Reports.put(worker, heartbeat("web1", "web1"));
    Reports.put(worker, heartbeat("web2", "web2"));
    assertThat(new Heartbeats(beat).workers()).extracting(Heartbeat::name).containsExactly("web1");
  }

  private static Heartbeat heartbeat(String name, String host) {
    return Reports.worker(name, host, Instant.now(), "web_tasks");
  }

  private ScheduleState state() {
    return new ScheduleStates(beat, KEPT).read("nightly");
  }

  private DueDecision decide() {
    Instant due = Instant.now().plusSeconds(1);
    return new DueDecisions(beat, KEPT, () -> {})
        .decide(Map.of("nightly", true), due, true)
        .get("nightly")
        .decision();
  }

  private static Redis as(SigningKey key) {
    Security site = TestSeals.site(Signing.REQUIRE);
    Seals seals = TestSeals.now(site, key);
    return Redis.connect(TestRedis.settings(SERVER.url()), seals);
  }
}
