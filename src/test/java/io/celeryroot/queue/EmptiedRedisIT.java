// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that runs while Redis loses all of its data goes on, once. */
class EmptiedRedisIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private JobQueues queues;
  private Attempts attempts;
  private WorkerSession session;
  private WorkerSession other;
  private Recovery sweeper;

  @BeforeEach
  void openTwoWorkers() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    attempts = Jobs.attempts(redis);
    session = WorkerSession.open(redis, attempts, "w1", Jobs.HOST1);
    other = WorkerSession.open(redis, Jobs.attempts(redis), "w2", Jobs.HOST1);
    sweeper = new Recovery(redis, Jobs.attempts(redis), "web", Jobs.HOST1.queue(), Duration.ZERO);
  }

  @Test
  void a_job_is_not_taken_from_its_worker_and_its_end_is_stored() {
    Claim claim = begun(Jobs.job("job1"));
    empty();

    assertThat(attempts.takenOver(List.of(claim))).isEmpty();
    recoverTwice();
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
    assertEndedOnce();
  }

  @Test
  void a_job_that_ends_before_anybody_looks_has_its_result() {
    Claim claim = begun(Jobs.job("job1"));
    empty();

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
    assertEndedOnce();
  }

  @Test
  void a_job_whose_worker_dies_afterwards_is_requeued() {
    Claim claim = begun(Jobs.job("job1"));
    empty();
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    redis.jedis().del(Keys.lease(Jobs.HOST1.queue(), "w1"));
    recoverOther();
    recoverOther();

    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isPresent();
  }

  @Test
  void a_job_that_must_not_run_twice_is_lost_if_its_worker_dies_afterwards() {
    Claim claim = begun(Jobs.job("job1").asking("reboot", List.of(), Map.of()));
    empty();
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    redis.jedis().del(Keys.lease(Jobs.HOST1.queue(), "w1"));
    recoverOther();
    recoverOther();

    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
    assertThat(new Results(redis).find("job1").orElseThrow().outcomeText()).startsWith("lost");
  }

  @Test
  void a_job_that_is_submitted_again_afterwards_runs_once() {
    Claim claim = begun(Jobs.job("job1"));
    empty();
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    queues.enqueue(Jobs.job("job1"));

    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
  }

  @Test
  void a_job_that_was_submitted_again_before_is_taken_over() {
    Claim claim = begun(Jobs.job("job1"));
    empty();
    queues.enqueue(Jobs.job("job1"));

    assertThat(attempts.takenOver(List.of(claim))).containsExactly(claim);
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isPresent();
    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.SUPERSEDED);
  }

  @Test
  void the_next_run_of_its_schedule_does_not_start_beside_it() {
    Claim claim = begun(Jobs.scheduled("first", Overlap.SKIP));
    empty();
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    queues.enqueue(Jobs.scheduled("second", Overlap.SKIP));
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();

    attempts.finish(claim, Jobs.OK);
    queues.enqueue(Jobs.scheduled("third", Overlap.SKIP));
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isPresent();
  }

  @Test
  void a_job_whose_schedule_went_on_before_is_taken_over() {
    Claim claim = begun(Jobs.scheduled("first", Overlap.SKIP));
    empty();
    queues.enqueue(Jobs.scheduled("second", Overlap.SKIP));

    assertThat(attempts.takenOver(List.of(claim))).containsExactly(claim);
  }

  @Test
  void a_job_of_a_celery_client_is_taken_over_as_another_worker_may_have_ended_it() {
    Claim claim = begun(Job.unknown("job1", Jobs.HOST1).asking("sync", List.of(), Map.of()));
    empty();

    assertThat(attempts.takenOver(List.of(claim))).containsExactly(claim);
  }

  @Test
  void two_threads_that_look_at_once_both_find_the_job_their_own() {
    Claim claim = begun(Jobs.job("job1"));
    JobRecord begun = attempts.claims().begun(claim).orElseThrow();
    empty();

    assertThat(attempts.moves().restore(claim, begun)).isTrue();
    assertThat(attempts.moves().restore(claim, begun)).isTrue();
    assertThat(redis.jedis().llen(Keys.claimed(Jobs.HOST1, "w1"))).isEqualTo(1);
  }

  @Test
  void a_claim_that_is_restored_before_the_lease_is_renewed_is_not_overlooked() {
    Claim claim = begun(Jobs.job("job1"));
    redis.jedis().flushAll();
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    other.lease().renew();
    recoverOther();
    recoverOther();

    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isPresent();
  }

  @Test
  void a_job_that_is_released_goes_back_into_line() {
    Claim claim = begun(Jobs.job("job1"));
    empty();

    attempts.release(claim);

    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isPresent();
  }

  @Test
  void a_job_whose_traces_may_have_expired_is_taken_over() {
    Instant longAgo = Instant.now().minus(TestRedis.KEPT).minusSeconds(60);
    Claim claim = begunAsIs(Jobs.submitted(Jobs.job("job1"), longAgo));
    empty();

    assertThat(attempts.takenOver(List.of(claim))).containsExactly(claim);
  }

  private Claim begun(Job job) {
    return begunAsIs(job.submitted().isEmpty() ? job : Jobs.submitted(job, Instant.now()));
  }

  private Claim begunAsIs(Job job) {
    queues.enqueue(job);
    Claim claim = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    return claim;
  }

  /** The data of Redis are gone; both workers live and renew their leases. */
  private void empty() {
    redis.jedis().flushAll();
    session.lease().renew();
    other.lease().renew();
  }

  /** What a worker and others do from time to time; strays count when seen twice. */
  private void recoverTwice() {
    for (int i = 0; i < 2; i++) {
      session.recover();
      recoverOther();
    }
  }

  private void recoverOther() {
    other.recover();
    sweeper.sweep();
  }

  private void assertEndedOnce() {
    assertThat(new Results(redis).find("job1").orElseThrow().outcomeText()).isEqualTo("ok");
    recoverTwice();
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
    assertThat(redis.jedis().llen(Keys.claimed(Jobs.HOST1, "w1"))).isZero();
  }
}
