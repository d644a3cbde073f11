// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Losses;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Records of first attempts, which are not signed, with somebody who can write every key. */
final class SignedBeginsIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private Redis beat;
  private Redis worker;
  private Attempts attempts;
  private WorkerSession session;
  private UnifiedJedis attacker;

  @BeforeEach
  void connect() {
    attacker = SERVER.redis().jedis();
    beat = SERVER.as(TestSeals.BEAT);
    worker = SERVER.as(TestSeals.WORKER);
    attempts = Jobs.attempts(worker, TestRedis.KEPT);
    session = WorkerSession.open(worker, attempts, "w1", Jobs.HOST1);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void a_forged_begin_shows_a_job_as_running_until_a_worker_takes_it_and_runs_it() {
    submit();
    forge(attacker.get(Keys.lease("web_tasks", "w1")) + "#9");
    assertThat(state()).isEqualTo(JobState.STARTED);

    Claim claim = claim();

    assertThat(attempts.isNew(claim)).isTrue();
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
    JobResult result = new Results(beat).find("a").orElseThrow();
    assertThat(result.state()).isEqualTo(JobState.SUCCESS);
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.attempts()).hasSize(1);
  }

  @Test
  void a_forged_begin_by_a_worker_that_died_costs_a_job_no_attempt() {
    submit();
    forge("gone");

    Claim claim = claim();

    assertThat(attempts.begin(claim))
        .isInstanceOfSatisfying(Begin.Run.class, run -> assertThat(run.attempt()).isEqualTo(1));
  }

  @Test
  void a_begin_that_is_forged_while_the_job_runs_changes_nothing_of_its_result() {
    submit();
    Claim claim = claim();
    attempts.begin(claim);
    String start = new Results(beat).find("a").flatMap(JobResult::started).orElseThrow().toString();
    forge(claim.token());
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();
    forge("other");
    assertThat(attempts.takenOver(List.of(claim))).isEmpty();

    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);

    assertThat(new Results(beat).find("a").flatMap(JobResult::started))
        .contains(Instant.parse(start));
  }

  @Test
  void a_job_that_runs_is_asked_to_end_and_not_ended_by_others() {
    submit();
    Claim claim = claim();
    attempts.begin(claim);

    assertThat(new Cancellations(beat, TestRedis.KEPT).cancel("a", Optional.of(Jobs.HOST1)))
        .isEqualTo(Cancelled.REQUESTED);

    assertThat(state()).isEqualTo(JobState.STARTED);
    assertThat(attempts.isCancelRequested("a")).isTrue();
  }

  @Test
  void a_copy_of_a_job_that_runs_is_put_aside() {
    submit();
    Claim claim = claim();
    attempts.begin(claim);
    attacker.lpush(Jobs.HOST1.list(), claim.message());

    assertThat(attempts.begin(claim())).isInstanceOf(Begin.Settled.class);

    assertThat(attacker.zcard(Keys.delayed(Jobs.HOST1))).isEqualTo(1);
    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
  }

  @Test
  void the_attempt_of_a_worker_that_died_is_lost() {
    submit();
    attempts.begin(claim());
    attacker.del(Keys.lease("web_tasks", "w1"));
    Recovery recovery =
        new Recovery(beat, Jobs.attempts(beat, TestRedis.KEPT), "web", "web_tasks", Duration.ZERO);

    assertThat(recovery.sweep() + recovery.sweep()).isEqualTo(1);

    JobResult result = new Results(beat).find("a").orElseThrow();
    assertThat(result.state()).isEqualTo(JobState.RETRY);
    assertThat(Losses.of(result)).isEqualTo(1);
  }

  @Test
  void a_job_that_was_begun_only_on_record_is_ended_when_nothing_of_it_is_left() {
    submit();
    forge(attacker.get(Keys.lease("web_tasks", "w1")) + "#9");
    attacker.del(Jobs.HOST1.list());

    assertThat(attempts.lost().endVanished(Jobs.job("a"), "its message was deleted")).isTrue();
  }

  private void submit() {
    new JobQueues(beat, TestRedis.KEPT).enqueue(Jobs.job("a"));
  }

  private Claim claim() {
    return Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
  }

  private JobState state() {
    return new Results(beat).find("a").orElseThrow().state();
  }

  private void forge(String token) {
    Job job = Jobs.job("a");
    attacker.set(
        Keys.meta("a"),
        """
        {"status": "STARTED", "task_id": "a", "name": "%s", "queue": "web_tasks", "worker": "w1",
         "result": {"hostname": "w1", "started": "2020-01-01T00:00:00Z"},
         "cl": {"attempt": 1, "failed": 0, "lost": 0, "next": 0, "token": "%s", "worker": "w1",
                "attempts": []}}
        """
            .formatted(job.task(), token));
  }
}
