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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody else wrote to a key of ours: nothing is lost by it, and only what it is of waits. */
class SpoiledKeysIT {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LOOK_ONCE = Duration.ZERO;
  private static final String CLAIMED = Keys.claimed(HOST1, "w1");
  private static final String DELAYED = Keys.delayed(HOST1);
  private static final String DEAD = Keys.dead("web_tasks");
  private static final String SLOT = Keys.slot("web_tasks", "backup", HOST1.label());

  private final List<String> told = new ArrayList<>();
  private Redis redis;
  private JobQueues queues;
  private Attempts attempts;

  @BeforeEach
  void connect() {
    redis = RedisForTests.connectToEmpty();
    queues = new JobQueues(redis, RedisForTests.KEPT);
    attempts = newAttempts();
  }

  @AfterEach
  void disconnect() {
    redis.close();
  }

  @Test
  void a_spoiled_line_takes_no_job_that_is_given_back() {
    Claim claim = claim(openOn(HOST1), job("a"));
    spoil(HOST1.list());

    assertSpoiled(() -> attempts.giveBack(claim));

    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(1);
  }

  @Test
  void a_spoiled_line_takes_no_job_that_is_due() {
    WorkerSession session = openOn(HOST1, HOST2);
    for (Job job : List.of(job("a", HOST1), job("b", HOST2))) {
      queues.enqueue(job);
      Claim claim = session.claim(job.target(), LOOK_ONCE).orElseThrow();
      attempts.begin(claim);
      attempts.retryLater(claim, FAILED, Duration.ZERO);
    }
    spoil(HOST1.list());

    int promoted = session.promote(this::tell);

    assertThat(promoted).as("of the other line").isEqualTo(1);
    assertThat(told).singleElement().asString().contains(HOST1.list(), "another type");
    assertThat(redis.jedis().zcard(DELAYED)).isEqualTo(1);
  }

  @Test
  void a_spoiled_line_refuses_a_job_and_takes_it_when_it_is_mended() {
    spoil(HOST1.list());

    assertSpoiled(() -> queues.enqueue(job("a")));
    assertSpoiled(() -> queues.enqueue(scheduled("b", Overlap.SKIP)));

    redis.jedis().del(HOST1.list());
    assertThat(queues.enqueue(job("a"))).isEqualTo(Enqueued.QUEUED);
    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void a_spoiled_line_takes_no_dead_letter() {
    attempts.reject(claim(openOn(HOST1), job("a")), "unknown task");
    spoil(HOST1.list());

    assertSpoiled(() -> queues.requeue(queues.dead("web_tasks").get(0)));

    assertThat(queues.dead("web_tasks")).hasSize(1);
  }

  @Test
  void a_spoiled_set_of_delayed_jobs_takes_no_retry() {
    WorkerSession session = openOn(HOST1);
    Claim claim = claim(session, job("a"));
    attempts.begin(claim);
    spoil(DELAYED);

    assertSpoiled(() -> attempts.retryLater(claim, FAILED, Duration.ZERO));

    attempts.abandon(claim);
    session.recover(this::tell);
    session.recover(this::tell);
    Claim again = session.claim(HOST1, LOOK_ONCE).orElseThrow();
    assertThat(attempts.begin(again)).extracting("attempt", "failed").containsExactly(2, 1);
  }

  @Test
  void a_spoiled_list_of_dead_letters_takes_no_message() {
    Claim claim = claim(openOn(HOST1), job("a"));
    spoil(DEAD);

    assertSpoiled(() -> attempts.reject(claim, "unknown task"));

    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(1);
  }

  @Test
  void a_spoiled_line_takes_no_job_that_waits_for_another() {
    Claim claim = claim(openOn(HOST1), scheduled("a", Overlap.QUEUE));
    queues.enqueue(scheduled("b", Overlap.QUEUE));
    attempts.begin(claim);
    spoil(HOST1.list());

    assertSpoiled(() -> attempts.finish(claim, OK));
    redis.jedis().del(HOST1.list());
    attempts.finish(claim, OK);

    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
    assertThat(redis.jedis().get(SLOT)).isEqualTo("b");
  }

  @Test
  void a_spoiled_place_keeps_neither_a_worker_nor_its_other_jobs_from_coming_back() {
    finishOneOfThreeWithItsPlaceSpoiled();
    awaitDeath();
    attempts = newAttempts();

    WorkerSession again = openOn(HOST1);
    List<String> back = new ArrayList<>();
    again.claim(HOST1, LOOK_ONCE).ifPresent(claim -> back.add(claim.job().id()));
    again.claim(HOST1, LOOK_ONCE).ifPresent(claim -> back.add(claim.job().id()));

    assertThat(back).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void a_spoiled_place_does_not_keep_the_other_jobs_of_a_dead_worker_from_others() {
    finishOneOfThreeWithItsPlaceSpoiled();
    awaitDeath();

    int recovered = recovery().sweep(this::tell);

    assertThat(recovered).isEqualTo(2);
    assertThat(told).singleElement().asString().contains("another type");
    assertThat(redis.jedis().llen(CLAIMED)).isEqualTo(1);
    redis.jedis().del(SLOT);
    recovery().sweep(SpoiledKeys.NONE);
    assertThat(redis.jedis().exists(CLAIMED)).isFalse();
  }

  @Test
  void a_spoiled_place_does_not_keep_the_jobs_behind_it_from_expiring() {
    Instant past = redis.serverTime().minusSeconds(1);
    queues.enqueue(Jobs.expiring("a", past));
    queues.enqueue(scheduled("b", Overlap.SKIP));
    queues.enqueue(Jobs.expiring("c", past));
    new Cancellations(redis, RedisForTests.KEPT).cancel("b", Optional.empty());
    spoil(SLOT);

    int ended = recovery().expire(HOST1, this::tell);

    assertThat(ended).isEqualTo(2);
  }

  private void finishOneOfThreeWithItsPlaceSpoiled() {
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", SHORT, HOST1);
    attempts.begin(claim(session, job("a")));
    Claim placed = claim(session, scheduled("b", Overlap.SKIP));
    attempts.begin(placed);
    attempts.begin(claim(session, job("c")));
    spoil(SLOT);
    assertSpoiled(() -> attempts.finish(placed, OK));
  }

  private Claim claim(WorkerSession session, Job job) {
    assertThat(queues.enqueue(job)).isEqualTo(Enqueued.QUEUED);
    return session.claim(HOST1, LOOK_ONCE).orElseThrow();
  }

  private static void assertSpoiled(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            QueueUnavailable.class, failure -> assertThat(failure.isWrongType()).isTrue());
  }

  private void tell(QueueUnavailable failure) {
    told.add(failure.getMessage());
  }

  private void spoil(String key) {
    redis.jedis().del(key);
    redis.jedis().hset(key, "mine", "not yours");
  }

  private Attempts newAttempts() {
    return new Attempts(redis, Jobs.rules(), RedisForTests.KEPT);
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
