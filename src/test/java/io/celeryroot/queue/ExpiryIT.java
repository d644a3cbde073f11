// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.expiring;
import static io.celeryroot.queue.Jobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of jobs that wait for a host that is away. */
class ExpiryIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private JobQueues queues;
  private Results results;
  private Attempts attempts;
  private Expiry expiry;
  private Instant past;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    results = new Results(redis);
    attempts = Jobs.attempts(redis);
    expiry = new Expiry(redis, attempts, job -> false);
    past = redis.serverTime().minusSeconds(1);
  }

  @Test
  void an_expired_job_is_reported_and_leaves_its_line() {
    queues.enqueue(expiring("a", past));

    assertThat(expiry.expire(List.of(HOST1))).isEqualTo(1);

    assertThat(outcome("a")).isEqualTo("expired");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void an_expired_job_that_waits_for_a_later_time_is_reported() {
    Instant later = redis.serverTime().plusSeconds(60);
    queues.enqueue(
        job("a", HOST1, Optional.empty(), Overlap.ALLOW, Optional.of(later), Optional.of(past)));

    assertThat(expiry.expire(List.of(HOST1))).isEqualTo(1);

    assertThat(outcome("a")).isEqualTo("expired");
    assertThat(redis.jedis().exists(Keys.delayed(HOST1))).isFalse();
  }

  @Test
  void those_between_expired_ones_keep_their_order_in_a_long_line() {
    Instant later = redis.serverTime().plusSeconds(600);
    List<Integer> all = IntStream.range(0, 350).boxed().toList();
    all.forEach(
        i -> queues.enqueue(i % 3 == 0 ? expiring("j" + i, past) : expiring("j" + i, later)));

    assertThat(expiry.expire(List.of(HOST1))).isEqualTo(117);

    assertThat(waiting())
        .containsExactlyElementsOf(all.stream().filter(i -> i % 3 != 0).map(i -> "j" + i).toList());
  }

  @Test
  void a_job_cancelled_while_its_host_is_away_leaves_the_queue() {
    queues.enqueue(job("a"));
    queues.enqueue(job("b"));
    new Cancellations(redis, TestRedis.KEPT).cancel("a", Optional.empty());

    assertThat(expiry.expire(List.of(HOST1))).isEqualTo(1);

    assertThat(outcome("a")).isEqualTo("cancelled");
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void a_job_whose_record_nobody_can_read_waits_for_its_worker() {
    List.of("a", "b", "c", "d").forEach(id -> queues.enqueue(job(id)));
    redis.jedis().set(Keys.meta("a"), "no record");
    redis.jedis().set(Keys.meta("b"), "[1]");
    redis.jedis().del(Keys.meta("c"), Keys.meta("d"));
    redis.jedis().hset(Keys.meta("d"), "not", "a record");

    assertThat(expiry.expire(List.of(HOST1))).isZero();

    assertThat(waiting()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void an_empty_line_has_nothing_to_end() {
    assertThat(expiry.expire(List.of(HOST1))).isZero();
  }

  private String outcome(String job) {
    return results.find(job).orElseThrow().outcomeText();
  }

  /** Ids of the jobs in line, who is next first. */
  private List<String> waiting() {
    List<String> ids = new ArrayList<>();
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1)) {
      for (Optional<Claim> claim = Claims.next(session, HOST1, Duration.ZERO);
          claim.isPresent();
          claim = Claims.next(session, HOST1, Duration.ZERO)) {
        ids.add(claim.get().job().id());
      }
    }
    return ids;
  }
}
