// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.condition.Fact;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.LastRun;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The last end of a task on a host, as conditions see it. */
class LastRunsIT {

  private static final String HOST = Jobs.HOST1.host().orElseThrow();
  private static final String KEY = Keys.lastRun(HOST, "sync");

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private LastRuns lastRuns;
  private JobQueues queues;
  private Attempts attempts;
  private WorkerSession session;

  @BeforeEach
  void connect() {
    redis = server.redis();
    lastRuns = new LastRuns(redis);
    queues = new JobQueues(redis, TestRedis.KEPT);
    attempts = Jobs.attempts(redis, TestRedis.KEPT);
    session = WorkerSession.open(redis, attempts, "w1", Jobs.HOST1);
  }

  private void end(String id, Outcome outcome) {
    queues.enqueue(Jobs.job(id));
    Claim claim = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    attempts.finish(claim, JobOutcome.of(outcome, "", Instant.now()));
  }

  @Test
  void nothing_is_remembered_of_a_task_that_never_ran() {
    assertThat(lastRuns.read(HOST, "sync"))
        .isEqualTo(new LastRun(Optional.empty(), Optional.empty()));
  }

  @Test
  void a_result_is_remembered_in_the_step_that_stores_it() {
    end("a", Outcome.OK);

    LastRun last = lastRuns.read(HOST, "sync");

    assertThat(last.outcome()).contains("ok");
    assertThat(last.sinceSuccess().orElseThrow()).isLessThan(Duration.ofMinutes(1));
    assertThat(redis.jedis().pttl(KEY))
        .isBetween(
            Fact.REMEMBERED.minusMinutes(1).toMillis(), Fact.REMEMBERED.plusMinutes(1).toMillis());
    assertThat(lastRuns.read("web9", "sync").outcome()).isEmpty();
  }

  @Test
  void a_failure_leaves_the_time_of_the_last_success() {
    Job job = Jobs.job("a");
    Instant now = redis.serverTime();
    lastRuns.note(job, "w1", Outcome.OK, now.minus(Duration.ofHours(3)));

    end("b", Outcome.TIMED_OUT);

    LastRun last = lastRuns.read(HOST, "sync");
    assertThat(last.outcome()).contains("timed out");
    assertThat(last.sinceSuccess().orElseThrow())
        .isBetween(Duration.ofHours(3), Duration.ofHours(3).plusMinutes(1));
  }

  @Test
  void a_job_that_does_not_run_is_not_remembered() {
    queues.enqueue(Jobs.job("a"));
    Claim claim = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();

    assertThat(attempts.isNew(claim)).isTrue();
    boolean isEnded =
        attempts.endUnbegun(claim, JobOutcome.of(Outcome.SKIPPED, "load 3", Instant.now()));

    assertThat(isEnded).isTrue();
    assertThat(lastRuns.read(HOST, "sync").outcome()).isEmpty();
    assertThat(Claims.next(session, Jobs.HOST1, Duration.ZERO)).isEmpty();
  }

  @Test
  void the_value_of_somebody_else_is_left_alone_and_the_result_is_stored() {
    redis.jedis().set(KEY, "mine");

    end("a", Outcome.OK);

    assertThat(redis.jedis().get(KEY)).isEqualTo("mine");
    assertThat(redis.jedis().pttl(KEY)).isEqualTo(-1);
    assertThat(new Results(redis).find("a").orElseThrow().outcomeText()).isEqualTo("ok");
  }
}
