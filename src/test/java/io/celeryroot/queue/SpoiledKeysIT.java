// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.FAILED;
import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.HOST2;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.queue.Jobs.job;
import static io.celeryroot.queue.Jobs.scheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else wrote to a key of ours: nothing is lost by it, and only what it is of waits. */
class SpoiledKeysIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LOOK_ONCE = Duration.ZERO;
  private static final String CLAIMED = Keys.claimed(HOST1, "w1");
  private static final String DELAYED = Keys.delayed(HOST1);
  private static final String DEAD = Keys.dead("web_tasks");
  private static final String SLOT = Keys.slot("web_tasks", "backup", HOST1.label());

  private final List<String> told = new ArrayList<>();
  private Redis redis;
  private JobQueues queues;
  private DeadLetterQueue letters;
  private QueueReader reader;
  private Attempts attempts;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    letters = new DeadLetterQueue(redis, TestRedis.KEPT);
    reader = new QueueReader(redis);
    attempts = newAttempts();
  }

  @Test
  void a_spoiled_line_takes_no_job_that_is_given_back() {
    WorkerSession session = openOn(HOST1);
    Claim claim = claim(session, job("a"));
    spoil(HOST1.list());

    attempts.release(claim);

    assertTold(HOST1.list());
    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(1);
    redis.jedis().del(HOST1.list());
    assertThat(next(session)).isEqualTo("a");
  }

  @Test
  void a_spoiled_queue_does_not_hold_up_jobs_of_another() {
    WorkerSession session = openOn(HOST1, HOST2);
    for (Job job : List.of(job("a", HOST1), job("b", HOST2))) {
      queues.enqueue(job);
      Claim claim = Claims.next(session, job.target(), LOOK_ONCE).orElseThrow();
      attempts.begin(claim);
      attempts.retryLater(claim, FAILED, Duration.ZERO);
    }
    spoil(HOST1.list());

    session.promote();

    assertThat(redis.jedis().llen(HOST2.list())).isEqualTo(1);
    assertTold(HOST1.list());
    assertThat(redis.jedis().zcard(DELAYED)).isEqualTo(1);
  }

  @Test
  void a_spoiled_queue_refuses_a_job_until_it_is_repaired() {
    spoil(HOST1.list());

    assertRefused(() -> queues.enqueue(job("a")), HOST1.list());
    assertRefused(() -> queues.enqueue(scheduled("b", Overlap.SKIP)), HOST1.list());

    redis.jedis().del(HOST1.list());
    assertThat(queues.enqueue(job("a"))).isEqualTo(Enqueued.QUEUED);
    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void a_spoiled_queue_accepts_a_job_that_waits_elsewhere() {
    Instant later = redis.serverTime().plusSeconds(60);
    spoil(HOST1.list());

    Enqueued enqueued =
        queues.enqueue(
            job("a", HOST1, Optional.empty(), Overlap.SKIP, Optional.of(later), Optional.empty()));

    assertThat(enqueued).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void a_spoiled_index_of_hosts_refuses_no_job() {
    spoil(Keys.hosts("web_tasks"));

    assertThat(queues.enqueue(job("a"))).isEqualTo(Enqueued.QUEUED);
    assertRefused(() -> reader.addressed("web_tasks"), Keys.hosts("web_tasks"));
  }

  @Test
  void a_spoiled_line_takes_no_dead_letter() {
    attempts.reject(claim(openOn(HOST1), job("a")), "unknown task");
    spoil(HOST1.list());

    assertRefused(() -> letters.requeue(letters.read("web_tasks").get(0)), HOST1.list());

    assertThat(letters.read("web_tasks")).hasSize(1);
  }

  @Test
  void a_spoiled_line_takes_no_job_that_waits_for_another() {
    Claim claim = claim(openOn(HOST1), scheduled("a", Overlap.QUEUE));
    queues.enqueue(scheduled("b", Overlap.QUEUE));
    attempts.begin(claim);
    spoil(HOST1.list());

    attempts.finish(claim, OK);

    assertTold(HOST1.list());
    assertThat(redis.jedis().get(SLOT)).isEqualTo("a");
    redis.jedis().del(HOST1.list());
    redis.jedis().del(Keys.lease("web_tasks", "w1"));
    recovery().sweep();
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
    assertThat(redis.jedis().get(SLOT)).isEqualTo("b");
  }

  @Test
  void a_spoiled_queue_does_not_keep_an_expired_job_alive() {
    Claim claim = claim(openOn(HOST1), scheduled("a", Overlap.SKIP));
    attempts.begin(claim);
    spoil(HOST1.list());

    attempts.finish(claim, OK);

    assertThat(told).isEmpty();
    assertThat(redis.jedis().exists(CLAIMED)).isFalse();
  }

  @Test
  void a_spoiled_delayed_set_keeps_the_job_for_another_try() {
    WorkerSession session = openOn(HOST1);
    Claim claim = claim(session, job("a"));
    attempts.begin(claim);
    spoil(DELAYED);

    Finish finish = attempts.retryLater(claim, FAILED, Duration.ZERO);

    assertThat(finish).isEqualTo(Finish.STORED);
    assertTold(DELAYED);
    session.recover();
    session.recover();
    Claim again = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    assertThat(attempts.begin(again)).extracting("attempt", "failed").containsExactly(2, 1);
  }

  @Test
  void a_spoiled_dead_letter_list_does_not_block_the_queue() {
    WorkerSession session = openOn(HOST1);
    spoil(DEAD);
    redis.jedis().lpush(HOST1.list(), "no job");
    queues.enqueue(job("b"));

    Claim claim = Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
    boolean isNews = attempts.reject(claim, "unknown task");

    assertThat(isNews).isTrue();
    assertThat(attempts.reject(claim, "unknown task")).as("news twice").isFalse();
    assertThat(claim.job().id()).isEqualTo("b");
    assertThat(told).hasSize(3).allMatch(text -> text.contains("the key " + DEAD + " holds"));
    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(2);
    redis.jedis().del(DEAD);
    session.recover();
    session.recover();
    assertThat(letters.read("web_tasks")).hasSize(2);
    assertThat(redis.jedis().exists(CLAIMED)).isFalse();
  }

  @Test
  void a_spoiled_claim_list_is_named_and_spares_other_queues() {
    WorkerSession session = openOn(HOST1, HOST2);
    queues.enqueue(job("a", HOST1));
    queues.enqueue(job("b", HOST2));
    spoil(CLAIMED);

    for (int i = 0; i < 3; i++) {
      assertRefused(() -> Claims.next(session, HOST1, LOOK_ONCE), CLAIMED);
    }

    assertThat(Claims.next(session, HOST2, LOOK_ONCE)).map(claim -> claim.job().id()).contains("b");
  }

  @Test
  void a_worker_whose_claims_are_spoiled_starts_and_ends() {
    openOn(HOST1, HOST2);
    spoil(CLAIMED);
    redis.jedis().del(Keys.lease("web_tasks", "w1"));
    attempts = newAttempts();

    WorkerSession again = openOn(HOST1, HOST2);
    queues.enqueue(job("b", HOST2));
    assertThat(Claims.next(again, HOST2, LOOK_ONCE)).isPresent();
    again.close();

    assertTold(CLAIMED);
    assertThat(redis.jedis().llen(HOST2.list())).isEqualTo(1);
    assertThat(redis.jedis().exists(Keys.lease("web_tasks", "w1"))).isFalse();
  }

  @Test
  void a_spoiled_slot_does_not_block_a_returning_worker() {
    finishOneOfThreeWithItsPlaceSpoiled();
    awaitDeath();
    attempts = newAttempts();

    WorkerSession again = openOn(HOST1);
    List<String> back = new ArrayList<>();
    Claims.next(again, HOST1, LOOK_ONCE).ifPresent(claim -> back.add(claim.job().id()));
    Claims.next(again, HOST1, LOOK_ONCE).ifPresent(claim -> back.add(claim.job().id()));

    assertThat(back).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void a_spoiled_slot_does_not_block_recovery_of_other_jobs() {
    finishOneOfThreeWithItsPlaceSpoiled();
    awaitDeath();

    int recovered = recovery().sweep();

    assertThat(recovered).isEqualTo(2);
    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(1);
    redis.jedis().del(SLOT);
    recovery().sweep();
    assertThat(redis.jedis().exists(CLAIMED)).isFalse();
  }

  @Test
  void a_spoiled_place_does_not_keep_the_jobs_behind_it_from_expiring() {
    Instant past = redis.serverTime().minusSeconds(1);
    queues.enqueue(Jobs.expiring("a", past));
    queues.enqueue(
        job("b", HOST1, Optional.of("backup"), Overlap.SKIP, Optional.empty(), Optional.of(past)));
    queues.enqueue(Jobs.expiring("c", past));
    spoil(SLOT);

    int ended = new Expiry(redis, attempts, job -> false).expire(List.of(HOST1));

    assertThat(ended).isEqualTo(2);
    assertTold(SLOT);
  }

  @Test
  void a_spoiled_line_does_not_keep_jobs_of_other_hosts_from_expiring() {
    Instant past = redis.serverTime().minusSeconds(1);
    queues.enqueue(
        job("a", HOST2, Optional.empty(), Overlap.ALLOW, Optional.empty(), Optional.of(past)));
    spoil(HOST1.list());

    int ended = new Expiry(redis, attempts, job -> false).expire(List.of(HOST1, HOST2));

    assertThat(ended).isEqualTo(1);
    assertTold(HOST1.list());
  }

  @Test
  void resume_discards_a_pause_with_an_unreadable_start_time() {
    ScheduleStates states = new ScheduleStates(redis, TestRedis.KEPT);
    SchedulePauses pauses = new SchedulePauses(redis);
    redis.jedis().hset(Keys.schedule("one"), "rests", "100-200 x");
    redis.jedis().hset(Keys.schedule("one"), "paused", "x 1");

    assertThat(pauses.resume("one")).isEmpty();

    assertThat(states.read("one").rests()).hasSize(1);
    assertThat(pauses.pause("one", Pauses.by("ann"))).isTrue();
    assertThat(pauses.resume("one")).isPresent();
    assertThat(states.read("one").rests()).hasSize(2);
    assertThat(redis.jedis().hget(Keys.schedule("one"), "rests")).matches("100-200 \\d+-\\d+");
  }

  private void finishOneOfThreeWithItsPlaceSpoiled() {
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", SHORT, HOST1);
    attempts.begin(claim(session, job("a")));
    Claim placed = claim(session, scheduled("b", Overlap.SKIP));
    attempts.begin(placed);
    attempts.begin(claim(session, job("c")));
    spoil(SLOT);
    attempts.finish(placed, OK);
    assertTold(SLOT);
  }

  /** What comes after two looks at what no claim knows of. */
  private String next(WorkerSession session) {
    session.recover();
    session.recover();
    return Claims.next(session, HOST1, LOOK_ONCE).orElseThrow().job().id();
  }

  private Claim claim(WorkerSession session, Job job) {
    assertThat(queues.enqueue(job)).isEqualTo(Enqueued.QUEUED);
    return Claims.next(session, HOST1, LOOK_ONCE).orElseThrow();
  }

  private static void assertRefused(ThrowingCallable call, String key) {
    assertThatThrownBy(call)
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageEndingWith("the key " + key + " holds a value of another type");
  }

  private void assertTold(String key) {
    assertThat(told)
        .isNotEmpty()
        .allMatch(text -> text.endsWith("the key " + key + " holds a value of another type"));
  }

  private void tell(QueueUnavailable failure) {
    told.add(failure.getMessage());
  }

  private void spoil(String key) {
    redis.jedis().del(key);
    redis.jedis().hset(key, "mine", "not yours");
  }

  private Attempts newAttempts() {
    return new Attempts(redis, Jobs.rules(), TestRedis.KEPT, this::tell, JobListener.NONE);
  }

  private WorkerSession openOn(Target... lists) {
    return WorkerSession.open(redis, attempts, "w1", lists);
  }

  private Recovery recovery() {
    return new Recovery(redis, newAttempts(), "web", "web_tasks", Duration.ZERO);
  }

  private void awaitDeath() {
    await().until(() -> !redis.jedis().exists(Keys.lease("web_tasks", "w1")));
  }
}
