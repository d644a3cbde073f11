// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.HOST2;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.queue.Jobs.job;
import static io.celeryroot.queue.Jobs.scheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PurgeIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final List<String> SCHEDULES = List.of("other", "backup");

  private Redis redis;
  private JobQueues queues;
  private QueueReader reader;
  private Results results;
  private Cancellations cancellations;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    reader = new QueueReader(redis);
    results = new Results(redis);
    cancellations = new Cancellations(redis, TestRedis.KEPT);
  }

  @Test
  void purge_cancels_waiting_and_delayed_jobs_of_one_queue_only() {
    Instant later = redis.serverTime().plusSeconds(60);
    List<String> ids = IntStream.range(0, 250).mapToObj(i -> "j" + i).toList();
    ids.forEach(id -> queues.enqueue(job(id)));
    queues.enqueue(
        job("d", HOST1, Optional.empty(), Overlap.ALLOW, Optional.of(later), Optional.empty()));
    queues.enqueue(job("stays", HOST2));

    assertThat(cancellations.cancelAll(HOST1, SCHEDULES)).isEqualTo(251);

    assertThat(reader.waiting(HOST1)).isEmpty();
    assertThat(reader.waiting(HOST2)).hasSize(1);
    assertThat(List.of(outcome("j0"), outcome("j249"), outcome("d"))).containsOnly("cancelled");
  }

  @Test
  void purge_cancels_jobs_that_wait_for_a_slot() {
    List.of("a", "b", "c").forEach(id -> queues.enqueue(scheduled(id, Overlap.QUEUE)));
    assertThat(cancellations.held(HOST1, SCHEDULES)).isEqualTo(2);

    assertThat(cancellations.cancelAll(HOST1, SCHEDULES)).isEqualTo(3);

    assertThat(cancellations.held(HOST1, SCHEDULES)).isZero();
    assertThat(reader.waiting(HOST1)).isEmpty();
    assertThat(outcome("c")).isEqualTo("cancelled");
    assertThat(queues.enqueue(scheduled("d", Overlap.SKIP))).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void purge_cancels_waiting_jobs_and_spares_the_running_one() {
    Attempts attempts = Jobs.attempts(redis);
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1);
    List.of("a", "b").forEach(id -> queues.enqueue(scheduled(id, Overlap.QUEUE)));
    Claim running = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(running);

    assertThat(cancellations.cancelAll(HOST1, SCHEDULES)).isEqualTo(1);

    assertThat(attempts.finish(running, OK)).isEqualTo(Finish.STORED);
    assertThat(Claims.next(session, HOST1, Duration.ZERO)).isEmpty();
    assertThat(outcome("b")).isEqualTo("cancelled");
  }

  @Test
  void a_job_that_had_ended_leaves_its_line_and_is_not_counted() {
    queues.enqueue(job("a"));
    new Cancellations(redis, TestRedis.KEPT).cancel("a", Optional.empty());

    assertThat(cancellations.cancelAll(HOST1, SCHEDULES)).isZero();

    assertThat(reader.waiting(HOST1)).isEmpty();
  }

  private String outcome(String id) {
    return results.find(id).orElseThrow().outcomeText();
  }
}
