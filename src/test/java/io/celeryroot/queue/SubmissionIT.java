// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.HOST2;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.testing.TestRedis.KEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.task.process.Machine;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubmissionIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final Instant DUE = Instant.parse("2026-11-23T02:00:00Z");

  private Redis redis;
  private Submission submission;

  @BeforeEach
  void connect() {
    redis = server.redis();
    submission = new Submission(redis, Jobs.config());
  }

  @Test
  void a_run_has_a_record_and_one_job_for_each_target() {
    SubmittedRun submitted = submission.submit(request(HOST1, HOST2));

    assertThat(submitted.jobs())
        .containsExactly(
            Map.entry("backup-20261123T020000Z.web1", Enqueued.QUEUED),
            Map.entry("backup-20261123T020000Z.web2", Enqueued.QUEUED));
    assertThat(new RunRecords(redis).list(10, run -> true)).containsExactly(submitted.run());
    assertThat(new RunRecords(redis).ofJob("backup-20261123T020000Z.web1"))
        .contains(submitted.run());
  }

  @Test
  void the_hosts_of_a_run_are_remembered_as_long_as_its_jobs() {
    redis.jedis().zadd(Keys.hosts("web_tasks"), 1, "of-1970");

    submission.submit(request(HOST1, HOST2));

    QueueReader reader = new QueueReader(redis);
    assertThat(reader.addressed("web_tasks")).containsExactlyInAnyOrder("web1", "web2");
    assertThat(redis.jedis().pttl(Keys.hosts("web_tasks"))).isPositive();
  }

  @Test
  void a_repeated_submission_adds_nothing() {
    submission.submit(request(HOST1));

    SubmittedRun again = submission.submit(request(HOST1));

    assertThat(again.jobs()).containsValue(Enqueued.DUPLICATE);
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
  }

  @Test
  void a_crashed_submission_is_completed_by_repeating_it() {
    SubmittedRun first = submission.submit(request(HOST1, HOST2));
    String second = first.run().jobs().get(1).id();
    redis.jedis().del(Keys.marker("web_tasks", second));
    redis.jedis().del(HOST2.list());
    redis.jedis().del(Keys.slot("web_tasks", "backup", HOST2.label()));

    SubmittedRun again = submission.submit(request(HOST2));

    assertThat(again.run()).isEqualTo(first.run());
    assertThat(again.jobs().values()).containsExactly(Enqueued.DUPLICATE, Enqueued.QUEUED);
  }

  @Test
  void a_spoiled_queue_does_not_keep_the_jobs_of_other_queues_from_theirs() {
    Target other = new Target("db", "db_tasks", Optional.of("db1"));
    redis.jedis().set(HOST1.list(), "somebody's");

    assertThatThrownBy(() -> submission.submit(request(HOST1, other)))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageContaining(HOST1.list());

    assertThat(redis.jedis().llen(other.list())).isEqualTo(1);
  }

  @Test
  void a_secret_is_in_the_message_and_nowhere_else() {
    submission.submit(request(HOST1));
    Attempts attempts = Jobs.attempts(redis);
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1);
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    attempts.finish(claim, OK);

    assertThat(claim.job().kwargs()).containsEntry("password", "hunter2");
    assertThat(redis.jedis().get(Keys.run("backup-20261123T020000Z")))
        .contains("\"password\":\"***\"")
        .doesNotContain("hunter2");
    assertThat(redis.jedis().get(Keys.meta(claim.job().id())))
        .contains("\"password\":\"***\"", "\"path\":\"/srv\"")
        .doesNotContain("hunter2");
  }

  @Test
  void every_key_has_an_expiry_or_is_bounded_by_the_configuration() {
    workload();

    Set<String> unbounded = new TreeSet<>();
    for (String key : redis.jedis().keys("*")) {
      if (redis.jedis().pttl(key) < 0) {
        unbounded.add(key);
      }
    }
    assertThat(unbounded)
        .containsExactly(
            "cl:schedule:{backup}",
            "cl:{live}:beats",
            "cl:{live}:workers",
            "{web_tasks}.web1",
            "{web_tasks}.web1:claimed:w1",
            "{web_tasks}.web2:delayed",
            "{web_tasks}:workers");
  }

  @Test
  void schedule_states_move_forward_only() {
    ScheduleStates states = new ScheduleStates(redis, KEPT);

    assertThat(states.recordDue("backup", DUE, "r1")).isTrue();
    assertThat(states.recordDue("backup", DUE, "r1")).isFalse();
    assertThat(states.recordDue("backup", DUE.minusSeconds(60), "r0")).isFalse();
    states.recordChecked("backup", DUE.plusSeconds(60));
    states.recordChecked("backup", DUE);

    ScheduleState state = states.read("backup");
    assertThat(state.lastDue()).contains(DUE);
    assertThat(state.lastRun()).contains("r1");
    assertThat(state.runs()).isEqualTo(1);
    assertThat(state.checkedAt()).contains(DUE.plusSeconds(60));
  }

  @Test
  void a_missed_due_instant_counts_once() {
    ScheduleStates states = new ScheduleStates(redis, KEPT);
    List<Instant> due = List.of(DUE, DUE.plusSeconds(60));

    assertThat(states.recordMissed("backup", due)).isEqualTo(2);
    assertThat(states.recordMissed("backup", due)).isZero();

    assertThat(states.missed("backup", 1)).containsExactly(DUE.plusSeconds(60));
    assertThat(states.read("backup").missed()).isEqualTo(2);
    assertThat(states.read("backup").lastDue()).contains(DUE.plusSeconds(60));
  }

  @Test
  void a_schedule_is_paused_and_resumed() {
    ScheduleStates states = new ScheduleStates(redis, KEPT);
    SchedulePauses pauses = new SchedulePauses(redis);

    assertThat(pauses.pause("backup", Pauses.by("ann"))).isTrue();
    assertThat(pauses.pause("backup", Pauses.by("ann"))).isFalse();
    assertThat(states.read("backup").isPaused()).isTrue();
    assertThat(pauses.resume("backup")).isPresent();
    assertThat(states.read("backup").isPaused()).isFalse();
  }

  @Test
  void a_heartbeat_is_read_as_it_was_written() {
    Heartbeats heartbeats = new Heartbeats(redis);
    Heartbeat heartbeat = heartbeat(redis.serverTime().truncatedTo(ChronoUnit.MILLIS));
    Reports.put(redis, heartbeat);
    redis.jedis().hset(Keys.WORKERS, "other", "nonsense");

    assertThat(heartbeats.workers()).containsExactly(heartbeat);
    assertThat(heartbeats.knownHosts()).containsExactly(new KnownHost("web1", Set.of("web")));
    assertThat(heartbeat.isAlive(redis.serverTime())).isTrue();
    assertThat(heartbeat.isAlive(redis.serverTime().plusSeconds(16))).isFalse();
  }

  @Test
  void workers_that_were_long_gone_are_forgotten() {
    Heartbeats heartbeats = new Heartbeats(redis);
    Reports.put(redis, heartbeat(redis.serverTime().minus(Duration.ofDays(8))));

    heartbeats.prune();

    assertThat(heartbeats.workers()).isEmpty();
  }

  private void workload() {
    submission.submit(request(HOST1));
    submission.submit(request(DUE.plus(Duration.ofDays(1)), HOST1));
    JobQueues queues = new JobQueues(redis, KEPT);
    Attempts attempts = Jobs.attempts(redis);
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1, HOST2);
    attempts.begin(Claims.next(session, HOST1, Duration.ZERO).orElseThrow());
    new Cancellations(redis, KEPT).cancel("backup-20261123T020000Z.web1", Optional.of(HOST1));
    queues.enqueue(Jobs.job("a", HOST2));
    Claim retried = Claims.next(session, HOST2, Duration.ZERO).orElseThrow();
    attempts.begin(retried);
    attempts.retryLater(retried, Jobs.FAILED, Duration.ofHours(1));
    queues.enqueue(Jobs.job("b", HOST2));
    attempts.reject(Claims.next(session, HOST2, Duration.ZERO).orElseThrow(), "unknown task");
    queues.enqueue(Jobs.job("c", HOST1));
    ScheduleStates states = new ScheduleStates(redis, KEPT);
    states.recordDue("backup", DUE, "r1");
    states.recordMissed("backup", List.of(DUE.minusSeconds(60)));
    Reports.put(redis, heartbeat(DUE));
    new Heartbeats(redis).putBeat(heartbeat(DUE));
  }

  private static Heartbeat heartbeat(Instant at) {
    RunningJob running = new RunningJob("a", "sync", DUE);
    return new Heartbeat(
        "w1",
        "web1",
        List.of("web"),
        List.of(HOST1.list()),
        "0.1.0",
        17,
        Machine.HERE.id(),
        DUE,
        0.5,
        2,
        2,
        List.of(running),
        10,
        1,
        Map.of("web", "queue web_tasks paused by ann@host1"),
        Optional.empty(),
        at,
        Map.of());
  }

  private static RunRequest request(Target... targets) {
    return request(DUE, targets);
  }

  private static RunRequest request(Instant due, Target... targets) {
    return RunRequest.due(
        Runs.schedule(
            "backup", "sync", Overlap.QUEUE, Map.of("path", "/srv", "password", "hunter2")),
        Runs.task("sync", "password"),
        due,
        List.of(targets),
        "beat@test");
  }
}
