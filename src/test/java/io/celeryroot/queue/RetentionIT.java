// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.FAILED;
import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.queue.Jobs.job;
import static io.celeryroot.queue.Jobs.scheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** Results may be kept shorter than a job takes. */
class RetentionIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final Duration KEPT = Duration.ofMillis(50);
  private static final String SLOT = Keys.slot("web_tasks", "backup", HOST1.label());

  private Redis redis;
  private JobQueues queues;
  private Attempts attempts;
  private WorkerSession session;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, KEPT);
    attempts = Jobs.attempts(redis, KEPT);
    session = WorkerSession.open(redis, attempts, "w1", HOST1);
  }

  @Test
  void a_job_longer_than_retention_runs_once() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    Claim claim = begun();
    Instant begun = redis.serverTime();
    await().until(() -> redis.serverTime().isAfter(begun.plus(KEPT.multipliedBy(3))));

    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.SKIPPED);
    assertThat(attempts.finish(claim, OK)).isEqualTo(Finish.STORED);

    await().until(() -> !redis.jedis().exists(Keys.meta("a")));
  }

  @Test
  void a_retried_job_keeps_its_record_and_slot() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    Claim first = begun();
    attempts.retryLater(first, FAILED, Duration.ZERO);
    assertThat(redis.jedis().pttl(Keys.meta("a"))).isGreaterThan(KEPT.toMillis());
    redis.jedis().pexpire(SLOT, 60_000);
    session.promote();

    begun();

    assertThat(redis.jedis().pttl(SLOT)).isGreaterThan(60_000);
  }

  @Test
  void the_place_of_another_job_is_left_alone() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    attempts.retryLater(begun(), FAILED, Duration.ZERO);
    redis.jedis().set(SLOT, "b", SetParams.setParams().px(60_000));
    session.promote();

    begun();

    assertThat(redis.jedis().get(SLOT)).isEqualTo("b");
    assertThat(redis.jedis().pttl(SLOT)).isLessThanOrEqualTo(60_000);
  }

  @Test
  void a_long_waiting_jobs_slot_is_kept_as_long() {
    Instant now = redis.serverTime();
    Duration wait = Duration.ofDays(30);

    queues.enqueue(submitted(now, now.plus(wait)));

    assertThat(redis.jedis().pttl(SLOT)).isGreaterThan(wait.toMillis());
    assertThat(redis.jedis().pttl(Keys.marker("web_tasks", "a")))
        .isLessThanOrEqualTo(KEPT.toMillis());
  }

  @Test
  void a_time_that_a_client_made_up_keeps_nothing_for_ever() {
    queues.enqueue(submitted(redis.serverTime(), Instant.parse("9999-01-01T00:00:00Z")));

    assertThat(redis.jedis().pttl(SLOT)).isLessThan(Duration.ofDays(400).toMillis());
  }

  private Claim begun() {
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    assertThat(attempts.begin(claim)).isInstanceOf(Begin.Run.class);
    return claim;
  }

  private static Job submitted(Instant at, Instant expires) {
    return Jobs.submitted(
        job(
            "a",
            HOST1,
            Optional.of("backup"),
            Overlap.SKIP,
            Optional.empty(),
            Optional.of(expires)),
        at);
  }
}
