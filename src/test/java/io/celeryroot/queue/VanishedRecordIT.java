// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job is not started again while its worker lives, whatever becomes of its record. */
class VanishedRecordIT {

  /** Ways in which somebody makes a record vanish. */
  enum Loss {
    /** As Celery's {@code forget()} does, and an eviction. */
    DELETED {
      @Override
      void happen(Redis redis, String key) {
        redis.jedis().del(key);
      }
    },
    TEXT {
      @Override
      void happen(Redis redis, String key) {
        redis.jedis().set(key, "not a record");
      }
    },
    FOREIGN_STATE {
      @Override
      void happen(Redis redis, String key) {
        redis.jedis().set(key, "{\"status\": \"PENDING\"}");
      }
    },
    OTHER_TYPE {
      @Override
      void happen(Redis redis, String key) {
        redis.jedis().del(key);
        redis.jedis().lpush(key, "x");
      }
    };

    abstract void happen(Redis redis, String key);
  }

  private static final String ID = "job1";

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private Attempts attempts;
  private WorkerSession session;
  private Attempts others;
  private WorkerSession other;

  @BeforeEach
  void openTwoWorkers() {
    redis = server.redis();
    attempts = Jobs.attempts(redis);
    session = WorkerSession.open(redis, attempts, "w1", Jobs.HOST1, Jobs.ANY);
    others = Jobs.attempts(redis);
    other = WorkerSession.open(redis, others, "w2", Jobs.HOST1, Jobs.ANY);
  }

  @ParameterizedTest
  @EnumSource
  void a_running_job_is_not_started_again_and_its_end_is_stored_anew(Loss loss) {
    Claim claim = begun("sync");

    loss.happen(redis, Keys.meta(ID));
    assertNobodyGetsIt();
    Finish finish = attempts.finish(claim, Jobs.OK);

    assertThat(finish).isEqualTo(Finish.STORED);
    assertEnded("ok");
  }

  @ParameterizedTest
  @EnumSource
  void a_running_job_that_must_not_be_lost_is_not_started_again(Loss loss) {
    Claim claim = begun("reboot");

    loss.happen(redis, Keys.meta(ID));
    assertNobodyGetsIt();

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
    assertEnded("ok");
  }

  @ParameterizedTest
  @EnumSource
  void a_claimed_job_begins_once(Loss loss) {
    Claim claim = claimed("sync");

    loss.happen(redis, Keys.meta(ID));
    assertNobodyGetsIt();

    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
    assertEnded("ok");
  }

  @ParameterizedTest
  @EnumSource
  void the_next_attempt_of_a_failed_one_keeps_its_number(Loss loss) {
    Claim claim = begun("sync");

    loss.happen(redis, Keys.meta(ID));
    Finish finish = attempts.retryLater(claim, Jobs.FAILED, Duration.ZERO);
    session.promote();
    Claim next = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();

    assertThat(finish).isEqualTo(Finish.STORED);
    assertThat(attempts.begin(next)).extracting("attempt", "failed").containsExactly(2, 1);
  }

  @ParameterizedTest
  @EnumSource
  void an_attempt_is_not_taken_for_one_that_others_have(Loss loss) {
    Claim claim = begun("sync");

    loss.happen(redis, Keys.meta(ID));

    assertThat(attempts.takenOver(List.of(claim))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_cancelled_job_is_not_started_again(Loss loss) {
    Claim claim = begun("sync");

    loss.happen(redis, Keys.meta(ID));
    new Cancellations(redis, TestRedis.KEPT).cancel(ID, Optional.of(Jobs.HOST1));

    assertThat(attempts.isCancelRequested(ID)).isTrue();
    attempts.finish(claim, JobOutcome.of(Outcome.CANCELLED, "", Jobs.OK.started()));
    recoverTwice();
    assertThat(new Results(redis).find(ID).orElseThrow().state()).isEqualTo(JobState.REVOKED);
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_claim_that_another_worker_took_stores_nothing(Loss loss) {
    Claim claim = begun("sync");
    redis.jedis().del(Keys.claimed(Jobs.HOST1, "w1"));

    loss.happen(redis, Keys.meta(ID));

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.SUPERSEDED);
  }

  private Claim claimed(String task) {
    Job job = Job.unknown(ID, Jobs.HOST1).asking(task, List.of(), Map.of());
    new JobQueues(redis, TestRedis.KEPT).enqueue(job);
    return Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
  }

  private Claim begun(String task) {
    Claim claim = claimed(task);
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    return claim;
  }

  /** What a worker and others do from time to time; strays count when seen twice. */
  private void recoverTwice() {
    for (int i = 0; i < 2; i++) {
      session.recover();
      other.recover();
      other.promote();
    }
  }

  private void assertNobodyGetsIt() {
    recoverTwice();
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
    assertThat(Claims.next(session, Jobs.HOST1, Duration.ZERO)).isEmpty();
  }

  private void assertEnded(String outcome) {
    assertThat(new Results(redis).find(ID).orElseThrow().outcomeText()).isEqualTo(outcome);
    recoverTwice();
    assertThat(Claims.next(other, Jobs.HOST1, Duration.ZERO)).isEmpty();
    assertThat(redis.jedis().llen(Keys.claimed(Jobs.HOST1, "w1"))).isZero();
  }
}
