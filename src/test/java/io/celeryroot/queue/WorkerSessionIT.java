// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.FAILED;
import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.queue.Jobs.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Losses;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.claim.Lease;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.task.process.Machine;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.args.ListDirection;

class WorkerSessionIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LOOK_ONCE = Duration.ZERO;

  private Redis redis;
  private JobQueues queues;
  private DeadLetterQueue letters;
  private Attempts attempts;
  private Results results;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    letters = new DeadLetterQueue(redis, TestRedis.KEPT);
    attempts = newAttempts();
    results = new Results(redis);
  }

  @Test
  void a_job_is_claimed_run_and_finished() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");

    Claim claim = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    Begin begin = attempts.begin(claim);
    Finish finish = attempts.finish(claim, OK);

    assertThat(begin).extracting("attempt", "failed").containsExactly(1, 0);
    assertThat(finish).isEqualTo(Finish.STORED);
    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("ok");
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void a_blocking_claim_sees_a_job_that_comes_later() throws Exception {
    WorkerSession session = open("w1");
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<Optional<Claim>> waiting =
        threads.submit(() -> Claims.next(session, HOST1, Duration.ofSeconds(4)));

    queues.enqueue(job("a"));

    assertThat(waiting.get()).isPresent();
    threads.shutdown();
  }

  @Test
  void fifty_enqueuers_put_a_job_in_line_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    Callable<Enqueued> enqueue = () -> queues.enqueue(job("a"));
    List<Enqueued> answers = new ArrayList<>();
    for (Future<Enqueued> future : threads.invokeAll(Collections.nCopies(50, enqueue))) {
      answers.add(future.get());
    }
    threads.shutdown();

    assertThat(answers).containsOnlyOnce(Enqueued.QUEUED);
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
  }

  @Test
  void a_worker_killed_after_the_claim_leaves_its_job_to_the_next() {
    queues.enqueue(job("a"));
    Claims.next(openShort("w1"), HOST1, LOOK_ONCE);

    Claim again = recoveredClaim("w2");

    assertThat(attempts.begin(again)).extracting("attempt", "failed").containsExactly(1, 0);
  }

  @Test
  void a_worker_killed_after_the_begin_leaves_its_job_to_the_next() {
    queues.enqueue(job("a"));
    begun(openShort("w1"));

    Claim again = recoveredClaim("w2");

    assertThat(attempts.begin(again)).extracting("attempt", "failed").containsExactly(2, 0);
    assertThat(Losses.of(results.find("a").orElseThrow())).isEqualTo(1);
  }

  @Test
  void a_returning_workers_attempt_is_not_counted_as_lost() {
    queues.enqueue(job("a"));
    Claim claim = begun(open("w1"));

    boolean isTakenOver =
        newAttempts().lost().reclaim(HOST1, "w1", claim.message().getBytes(UTF_8), "");

    assertThat(isTakenOver).isFalse();
    assertThat(attempts.finish(claim, OK)).isEqualTo(Finish.STORED);
  }

  @Test
  void a_job_whose_result_is_stored_does_not_run_again() {
    queues.enqueue(job("a"));
    Claim claim = begun(openShort("w1"));
    attempts.finish(claim, OK);
    redis.jedis().lpush(Keys.claimed(HOST1, "w1"), claim.message());

    sweepUntilDead("w1");

    assertThat(everyPlace()).isEmpty();
    assertThat(results.find("a").orElseThrow().attempt()).isEqualTo(1);
  }

  @Test
  void a_worker_killed_between_a_retry_and_its_delay_keeps_the_delay() {
    queues.enqueue(job("a"));
    Claim claim = begun(openShort("w1"));
    attempts.retryLater(claim, FAILED, Duration.ofHours(1));
    redis.jedis().del(Keys.delayed(HOST1));
    redis.jedis().lpush(Keys.claimed(HOST1, "w1"), claim.message());

    Claim again = recoveredClaim("w2");
    Begin begin = attempts.begin(again);

    assertThat(begin).isInstanceOf(Begin.Settled.class);
    assertThat(redis.jedis().zcard(Keys.delayed(HOST1))).isEqualTo(1);
  }

  @Test
  void a_released_claim_is_requeued_while_its_worker_continues() {
    queues.enqueue(job("a"));
    WorkerSession session = openShort("w1");
    attempts.abandon(begun(session));

    session.recover();
    session.recover();

    Claim again = Claims.next(session, HOST1, Duration.ofSeconds(1)).orElseThrow();
    assertThat(attempts.begin(again)).isInstanceOf(Begin.Run.class);
  }

  @Test
  void the_result_of_a_worker_that_was_thought_dead_is_refused() {
    queues.enqueue(job("a"));
    Claim zombie = begun(openShort("w1"));
    Claim heir = recoveredClaim("w2");
    attempts.begin(heir);

    Finish late = newAttempts().finish(zombie, FAILED);
    Finish right = attempts.finish(heir, OK);

    assertThat(late).isEqualTo(Finish.SUPERSEDED);
    assertThat(right).isEqualTo(Finish.STORED);
    assertThat(results.find("a").orElseThrow().state()).isEqualTo(JobState.SUCCESS);
  }

  @Test
  void a_late_worker_leaves_its_namesakes_claim_alone() {
    queues.enqueue(job("a"));
    Attempts late = newAttempts();
    Claim zombie =
        Claims.next(WorkerSession.open(redis, late, "w1", SHORT, HOST1), HOST1, LOOK_ONCE)
            .orElseThrow();
    late.begin(zombie);
    awaitDeath("w1");
    attempts.begin(Claims.next(open("w1"), HOST1, LOOK_ONCE).orElseThrow());

    Finish refused = late.finish(zombie, OK);

    assertThat(refused).isEqualTo(Finish.SUPERSEDED);
    assertThat(redis.jedis().llen(Keys.claimed(HOST1, "w1"))).isEqualTo(1);
  }

  @Test
  void the_next_worker_writes_the_dead_letter_of_a_killed_one() {
    queues.enqueue(job("a"));
    Claim claim = Claims.next(openShort("w1"), HOST1, LOOK_ONCE).orElseThrow();
    attempts.reject(claim, "unknown task");
    redis.jedis().del(Keys.dead("web_tasks"));
    redis.jedis().lpush(Keys.claimed(HOST1, "w1"), claim.message());

    sweepUntilDead("w1");

    assertThat(letters.read("web_tasks"))
        .extracting(DeadLetter::reason)
        .containsExactly("unknown task");
  }

  @Test
  void the_first_result_of_a_job_stays() {
    queues.enqueue(job("a"));
    Claim claim = begun(open("w1"));
    attempts.finish(claim, OK);

    Finish again = attempts.finish(claim, FAILED);

    assertThat(again).isEqualTo(Finish.STORED);
    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("ok");
  }

  @Test
  void a_job_lost_three_times_is_a_dead_letter() {
    queues.enqueue(job("a"));
    for (String worker : List.of("w1", "w2", "w3")) {
      begun(openShort(worker));
      sweepUntilDead(worker);
    }

    assertThat(everyPlace()).containsExactly(Keys.dead("web_tasks"));
    assertThat(letters.read("web_tasks").get(0).reason()).isEqualTo("lost 3 times");
    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("lost");
  }

  @Test
  void a_job_that_must_not_run_twice_ends_as_lost() {
    Job reboot = reboot("a");
    queues.enqueue(reboot);
    begun(openShort("w1"));

    sweepUntilDead("w1");

    assertThat(everyPlace()).isEmpty();
    JobResult lost = results.find("a").orElseThrow();
    assertThat(lost.outcomeText()).isEqualTo("lost");
    assertThat(lost.outcome().orElseThrow().duration()).isPositive();
  }

  @Test
  void on_lost_is_known_without_the_task_definition() {
    queues.enqueue(reboot("a"));
    begun(openShort("w1"));
    awaitDeath("w1");
    Attempts withoutTasks =
        new Attempts(
            redis, TaskRules.NONE, TestRedis.KEPT, failure -> fail(failure), JobListener.NONE);

    new Recovery(redis, withoutTasks, "web", "web_tasks", Duration.ZERO).sweep();
    new Recovery(redis, withoutTasks, "web", "web_tasks", Duration.ZERO).sweep();

    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("lost");
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void claims_of_a_dead_worker_go_back_to_the_front_in_order() {
    for (String id : List.of("a", "b", "c", "d")) {
      queues.enqueue(job(id));
    }
    WorkerSession dead = openShort("w1");
    for (int i = 0; i < 3; i++) {
      Claims.next(dead, HOST1, LOOK_ONCE);
    }

    sweepUntilDead("w1");

    assertThat(claimAll("w2")).containsExactly("a", "b", "c", "d");
  }

  @Test
  void a_closed_session_gives_back_to_the_front_in_order() {
    for (String id : List.of("a", "b", "c")) {
      queues.enqueue(job(id));
    }
    WorkerSession session = open("w1");
    begun(session);
    Claims.next(session, HOST1, LOOK_ONCE);

    session.close();

    assertThat(claimAll("w2")).containsExactly("a", "b", "c");
    assertThat(Losses.of(results.find("a").orElseThrow())).isZero();
    assertThat(redis.jedis().exists(Keys.lease("web_tasks", "w1"))).isFalse();
  }

  @Test
  void a_job_given_back_is_the_next_one() {
    queues.enqueue(job("a"));
    queues.enqueue(job("b"));
    WorkerSession session = open("w1");

    attempts.release(begun(session));

    assertThat(Claims.next(session, HOST1, LOOK_ONCE).orElseThrow().job().id()).isEqualTo("a");
  }

  @Test
  void a_retry_waits_for_its_delay() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");

    attempts.retryLater(begun(session), FAILED, Duration.ofMillis(400));

    session.promote();
    assertThat(Claims.next(session, HOST1, LOOK_ONCE)).isEmpty();
    assertThat(results.find("a").orElseThrow().state()).isEqualTo(JobState.RETRY);
    awaitPromoted(session);
    Claim again = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    assertThat(attempts.begin(again)).extracting("attempt", "failed").containsExactly(2, 1);
  }

  private void awaitPromoted(WorkerSession session) {
    await()
        .untilAsserted(
            () -> {
              session.promote();
              assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
            });
  }

  @Test
  void a_renewal_tells_when_the_next_delayed_job_is_due() {
    WorkerSession session = open("w1");

    session.lease().renew();
    assertThat(session.lease().nextDue()).as("none is delayed").isEmpty();
    queues.enqueue(delayed("late", Duration.ofMinutes(1)));
    session.lease().renew();
    assertThat(session.lease().nextDue()).as("due after the next renewal").isEmpty();
    queues.enqueue(delayed("soon", Duration.ofMillis(2500)));
    session.lease().renew();

    assertThat(session.lease().nextDue().orElseThrow())
        .isBetween(Duration.ofMillis(500), Duration.ofMillis(2501));
  }

  private Job delayed(String id, Duration wait) {
    Instant eta = redis.serverTime().plus(wait);
    return job(id, HOST1, Optional.empty(), Overlap.ALLOW, Optional.of(eta), Optional.empty());
  }

  @Test
  void a_renewal_goes_on_beside_a_set_of_delayed_jobs_that_somebody_overwrote() {
    WorkerSession session = open("w1");
    redis.jedis().set(Keys.delayed(HOST1), "spoiled");

    assertThat(session.lease().renew()).isEqualTo(Lease.HELD);
    assertThat(session.lease().nextDue()).as("a look finds and tells it").contains(Duration.ZERO);
  }

  @Test
  void a_job_waits_for_its_eta() {
    Instant eta = redis.serverTime().plusMillis(400);
    queues.enqueue(
        job("a", HOST1, Optional.empty(), Overlap.ALLOW, Optional.of(eta), Optional.empty()));
    WorkerSession session = open("w1");

    assertThat(session.promote())
        .hasValueSatisfying(
            next -> assertThat(next).isBetween(Duration.ofMillis(50), Duration.ofMillis(400)));
    assertThat(redis.jedis().llen(HOST1.list())).isZero();
    awaitPromoted(session);
    assertThat(redis.serverTime()).isAfterOrEqualTo(eta);
  }

  @Test
  void an_expired_job_never_runs() {
    queues.enqueue(Jobs.expiring("a", redis.serverTime().minusSeconds(1)));
    Claim claim = Claims.next(open("w1"), HOST1, LOOK_ONCE).orElseThrow();

    assertThat(attempts.begin(claim)).isEqualTo(new Begin.Settled("expired"));
    assertThat(results.find("a").orElseThrow().state()).isEqualTo(JobState.REVOKED);
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void a_waiting_job_that_is_cancelled_never_runs() {
    queues.enqueue(job("a"));

    Cancelled cancelled = cancellations().cancel("a", Optional.empty());
    Claim claim = Claims.next(open("w1"), HOST1, LOOK_ONCE).orElseThrow();

    assertThat(cancelled).isEqualTo(Cancelled.CANCELLED);
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Settled.class);
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void a_cancelled_job_leaves_its_line_at_once() {
    queues.enqueue(job("a"));

    cancellations().cancel("a", Optional.of(HOST1));

    assertThat(everyPlace()).isEmpty();
    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("cancelled");
  }

  @Test
  void a_running_job_that_is_cancelled_is_not_tried_again() {
    queues.enqueue(job("a"));
    Claim claim = begun(open("w1"));

    Cancelled cancelled = cancellations().cancel("a", Optional.of(HOST1));
    attempts.retryLater(claim, FAILED, Duration.ZERO);

    assertThat(cancelled).isEqualTo(Cancelled.REQUESTED);
    assertThat(cancellations().requested(List.of("x", "a"))).containsExactly("a");
    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("cancelled");
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void a_cancelled_job_whose_worker_dies_does_not_run_again() {
    queues.enqueue(job("a"));
    begun(openShort("w1"));
    cancellations().cancel("a", Optional.empty());

    sweepUntilDead("w1");

    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("cancelled");
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void a_second_message_of_a_job_that_runs_waits_aside() {
    queues.enqueue(job("a"));
    redis.jedis().lpush(HOST1.list(), MessageCodec.write(job("a")));
    WorkerSession session = open("w1");
    Claim first = begun(session);

    Begin second = attempts.begin(Claims.next(open("w2"), HOST1, LOOK_ONCE).orElseThrow());

    assertThat(second).isEqualTo(new Begin.Settled("runs on worker w1"));
    assertThat(attempts.finish(first, OK)).isEqualTo(Finish.STORED);
    assertThat(redis.jedis().zcard(Keys.delayed(HOST1))).isEqualTo(1);
  }

  @Test
  void a_job_whose_result_is_stored_is_never_run_again() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");
    attempts.finish(begun(session), OK);
    redis.jedis().lpush(HOST1.list(), MessageCodec.write(job("a")));

    Begin again = attempts.begin(Claims.next(session, HOST1, LOOK_ONCE).orElseThrow());

    assertThat(again).isEqualTo(new Begin.Settled("ended before: SUCCESS"));
    assertThat(everyPlace()).isEmpty();
  }

  @Test
  void an_old_message_is_not_run_again_when_its_result_and_marker_have_gone() {
    Instant expires = redis.serverTime().plusMillis(300);
    queues.enqueue(Jobs.expiring("a", expires));
    String message = redis.jedis().lindex(HOST1.list(), 0);
    WorkerSession session = open("w1");
    attempts.finish(begun(session), OK);
    redis.jedis().del(Keys.meta("a"), Keys.marker(HOST1.queue(), "a"));
    await().until(() -> redis.serverTime().isAfter(expires));
    redis.jedis().lpush(HOST1.list(), message);

    Begin again = attempts.begin(Claims.next(session, HOST1, LOOK_ONCE).orElseThrow());

    assertThat(again).isEqualTo(new Begin.Settled("expired"));
  }

  /** A pause of a worker, and then an outage in which all leases end. */
  @Test
  void an_outage_makes_no_worker_look_dead() throws Exception {
    int port = URI.create(server.url()).getPort();
    try (FaultProxy network = FaultProxy.before(port);
        Redis through = TestRedis.connect("redis://127.0.0.1:" + network.port())) {
      WorkerSession looking = WorkerSession.open(through, Jobs.attempts(through), "w2", HOST1);
      queues.enqueue(job("a"));
      WorkerSession running = openShort("w1");
      Claim claim = begun(running);
      awaitDeath("w1");
      assertThat(looking.recover()).as("first look").isZero();
      running.lease().renew();
      network.inflict(FaultProxy.Fault.REFUSE);
      assertThatThrownBy(looking::recover).isInstanceOf(QueueUnavailable.class);
      network.heal();
      TimeUnit.MILLISECONDS.sleep(4200);
      awaitDeath("w1");

      assertThat(looking.recover()).as("first look after the outage").isZero();
      running.lease().renew();

      assertThat(attempts.finish(claim, OK)).isEqualTo(Finish.STORED);
    }
  }

  @Test
  void two_sweeps_at_once_recover_a_job_once() throws Exception {
    for (int i = 0; i < 20; i++) {
      queues.enqueue(job("a" + i));
    }
    WorkerSession dead = openShort("w1");
    for (int i = 0; i < 20; i++) {
      attempts.begin(Claims.next(dead, HOST1, LOOK_ONCE).orElseThrow());
    }
    awaitDeath("w1");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Callable<Integer> sweep = () -> recovery().sweep();
    for (Future<Integer> future : threads.invokeAll(List.of(sweep, sweep, sweep, sweep))) {
      future.get();
    }
    threads.shutdown();

    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(20);
    assertThat(redis.jedis().exists(Keys.claimed(HOST1, "w1"))).isFalse();
    assertThat(Losses.of(results.find("a7").orElseThrow())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e17, 1})
  void a_worker_of_a_time_that_is_far_away_is_forgotten(double renewed) {
    redis.jedis().zadd(Keys.workers("web_tasks"), renewed, "forged web_tasks");

    recovery().sweep();

    assertThat(redis.jedis().zrange(Keys.workers("web_tasks"), 0, -1)).isEmpty();
  }

  @Test
  void entries_that_no_worker_writes_are_forgotten_as_workers_are() {
    String key = Keys.workers("web_tasks");
    redis.jedis().zadd(key, Double.POSITIVE_INFINITY, "x y");
    redis.jedis().zadd(key, 1, "xy");
    redis.jedis().zadd(key, 1, " web_tasks");
    redis.jedis().zadd(key, System.currentTimeMillis() * 1.0, "x {web_tasks}.later/version");

    recovery().sweep();

    assertThat(redis.jedis().zrange(key, 0, -1)).containsExactly("x {web_tasks}.later/version");
  }

  @Test
  void entries_that_somebody_forged_among_the_workers_stop_no_recovery() {
    queues.enqueue(job("a"));
    begun(openShort("w1"));
    redis.jedis().zadd(Keys.workers("web_tasks"), Double.POSITIVE_INFINITY, "x y");
    redis.jedis().zadd(Keys.workers("web_tasks"), Double.NEGATIVE_INFINITY, "x web_tasks");

    sweepUntilDead("w1");

    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
  }

  @Test
  void a_message_whose_claim_never_arrived_goes_back() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");
    redis
        .jedis()
        .lmove(HOST1.list(), Keys.claimed(HOST1, "w1"), ListDirection.RIGHT, ListDirection.LEFT);

    session.recover();
    session.recover();

    assertThat(Claims.next(session, HOST1, LOOK_ONCE)).isPresent();
  }

  @Test
  void a_running_job_is_not_taken_for_a_stray() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");
    begun(session);

    session.recover();
    session.recover();

    assertThat(redis.jedis().llen(Keys.claimed(HOST1, "w1"))).isEqualTo(1);
  }

  @Test
  void claims_of_a_dead_local_process_are_recovered_at_once() {
    queues.enqueue(job("a"));
    begun(open("w1"));
    ProcessHandle here = ProcessHandle.current();
    String gone = Machine.HERE.id() + "/" + here.pid() + "/1/x";
    redis.jedis().set(Keys.lease("web_tasks", "w1"), gone);
    attempts = newAttempts();

    WorkerSession heir = open("w1");

    Claim claim = Claims.next(heir, HOST1, LOOK_ONCE).orElseThrow();
    assertThat(attempts.begin(claim)).extracting("attempt", "failed").containsExactly(2, 0);
  }

  @Test
  void a_name_that_another_live_worker_has_is_refused() {
    redis.jedis().set(Keys.lease("web_tasks", "w1"), "elsewhere/1/1/x");

    assertThatThrownBy(
            () -> WorkerSession.open(redis, attempts, "w1", Duration.ofMillis(10), HOST1))
        .isInstanceOf(WorkerNameTaken.class)
        .hasMessageContaining("the name is in use by process 1 of another machine");
  }

  @Test
  void a_worker_whose_name_was_taken_claims_no_more() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");
    redis.jedis().set(Keys.lease("web_tasks", "w1"), "elsewhere/1/1/x");

    assertThat(session.lease().renew()).isEqualTo(Lease.TAKEN);
    assertThat(Claims.next(session, HOST1, LOOK_ONCE)).isEmpty();
  }

  @Test
  void a_lease_that_ended_is_regained() {
    WorkerSession session = openShort("w1");
    awaitDeath("w1");

    assertThat(session.lease().renew()).isEqualTo(Lease.REGAINED);
    assertThat(session.lease().renew()).isEqualTo(Lease.HELD);
  }

  @Test
  void an_entry_that_is_no_job_is_a_dead_letter() {
    redis.jedis().lpush(HOST1.list().getBytes(UTF_8), new byte[] {(byte) 0xff, 1});
    redis.jedis().lpush(HOST1.list(), "{\"headers\":{\"id\":\"x\",\"task\":\"sync\"}}");
    WorkerSession session = open("w1");

    assertThat(Claims.next(session, HOST1, LOOK_ONCE)).isEmpty();
    assertThat(Claims.next(session, HOST1, LOOK_ONCE)).isEmpty();

    assertThat(letters.read("web_tasks")).hasSize(2);
    assertThat(everyPlace()).containsExactly(Keys.dead("web_tasks"));
    assertThat(results.find("x").orElseThrow().outcome().orElseThrow().outcome())
        .isEqualTo(Outcome.REJECTED);
  }

  @Test
  void a_rejected_job_comes_back_under_a_new_id() {
    queues.enqueue(job("a"));
    WorkerSession session = open("w1");
    attempts.reject(Claims.next(session, HOST1, LOOK_ONCE).orElseThrow(), "unknown task");

    String id = letters.requeue(letters.read("web_tasks").get(0)).orElseThrow();

    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("rejected (unknown task)");
    assertThat(letters.read("web_tasks")).isEmpty();
    Claim claim = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    assertThat(claim.job().id()).isEqualTo(id).startsWith("a~");
    assertThat(attempts.begin(claim)).extracting("attempt", "failed").containsExactly(1, 0);
  }

  private static Job reboot(String id) {
    Job job = job(id);
    return job.asking("reboot", job.args(), job.kwargs());
  }

  private Attempts newAttempts() {
    return Jobs.attempts(redis);
  }

  private Cancellations cancellations() {
    return new Cancellations(redis, TestRedis.KEPT);
  }

  private WorkerSession open(String worker) {
    return WorkerSession.open(redis, attempts, worker, HOST1);
  }

  /** A worker that does not renew, with claims that nobody else knows of. */
  private WorkerSession openShort(String worker) {
    attempts = newAttempts();
    return WorkerSession.open(redis, attempts, worker, SHORT, HOST1);
  }

  private Claim begun(WorkerSession session) {
    Claim claim = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    return claim;
  }

  private Recovery recovery() {
    return new Recovery(redis, newAttempts(), "web", "web_tasks", Duration.ZERO);
  }

  private void awaitDeath(String worker) {
    String lease = Keys.lease("web_tasks", worker);
    await().until(() -> !redis.jedis().exists(lease));
  }

  private void sweepUntilDead(String worker) {
    awaitDeath(worker);
    recovery().sweep();
  }

  private Claim recoveredClaim(String heir) {
    sweepUntilDead("w1");
    attempts = newAttempts();
    return Claims.next(open(heir), HOST1, LOOK_ONCE).orElseThrow();
  }

  private List<String> claimAll(String worker) {
    WorkerSession session = open(worker);
    List<String> ids = new ArrayList<>();
    for (Optional<Claim> claim = Claims.next(session, HOST1, LOOK_ONCE);
        claim.isPresent();
        claim = Claims.next(session, HOST1, LOOK_ONCE)) {
      ids.add(claim.get().job().id());
    }
    return ids;
  }

  /** The keys in which a message may lie. */
  private List<String> everyPlace() {
    return redis.jedis().keys("*").stream()
        .filter(key -> key.contains("web_tasks"))
        .filter(key -> !key.matches(".*:(workers|hosts|lease:.*|job:.*|slot:.*)"))
        .toList();
  }
}
