// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Leases, which are not signed, with somebody beside who can write every key. */
final class SignedLeasesIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private static final String LEASE = Keys.lease("web_tasks", "w1");

  private Redis beat;
  private Redis worker;
  private UnifiedJedis attacker;

  @BeforeEach
  void connect() {
    attacker = SERVER.redis().jedis();
    beat = SERVER.as(TestSeals.BEAT);
    worker = SERVER.as(TestSeals.WORKER);
  }

  @Test
  void a_forged_lease_delays_the_job_of_a_dead_worker_and_its_host_is_shown_away() {
    JobQueues queues = new JobQueues(beat, TestRedis.KEPT);
    QueueReader reader = new QueueReader(beat);
    queues.enqueue(Jobs.job("a"));
    begin();
    attacker.persist(LEASE);
    Recovery recovery = recovery();

    assertThat(recovery.sweep() + recovery.sweep()).isZero();
    assertThat(new Results(beat).states(List.of("a")))
        .containsEntry("a", Optional.of(JobState.STARTED));
    assertThat(new Heartbeats(beat).workers()).isEmpty();

    attacker.del(LEASE);
    assertThat(recovery.sweep() + recovery.sweep()).isEqualTo(1);
    assertThat(reader.waiting(Jobs.HOST1)).hasSize(1);
  }

  @Test
  void a_lease_that_was_taken_away_leaves_one_result_of_the_job() {
    new JobQueues(beat, TestRedis.KEPT).enqueue(Jobs.job("a"));
    Claim claim = begin();
    attacker.del(LEASE);
    Recovery recovery = recovery();
    assertThat(recovery.sweep() + recovery.sweep()).isEqualTo(1);

    Claim next = begin();
    Attempts attempts = Jobs.attempts(worker, TestRedis.KEPT);

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.SUPERSEDED);
    assertThat(attempts.finish(next, Jobs.OK)).isEqualTo(Finish.STORED);
  }

  /** A worker that claims a job, begins it and dies. */
  private Claim begin() {
    Attempts attempts = Jobs.attempts(worker, TestRedis.KEPT);
    WorkerSession session = WorkerSession.open(worker, attempts, "w1", Jobs.HOST1);
    Claim claim = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    return claim;
  }

  private Recovery recovery() {
    return new Recovery(
        beat, Jobs.attempts(beat, TestRedis.KEPT), "web", "web_tasks", Duration.ZERO);
  }
}
