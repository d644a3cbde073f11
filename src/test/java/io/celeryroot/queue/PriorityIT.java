// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.ANY;
import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists of jobs that Celery clients sent with a priority. */
class PriorityIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private Attempts attempts;

  @BeforeEach
  void connect() {
    redis = server.redis();
    attempts = Jobs.attempts(redis);
  }

  /** Sends a job as kombu does. */
  private void send(String id, String step) {
    String list = "web_tasks" + (step.isEmpty() ? "" : "\u0006\u0016" + step);
    redis.jedis().lpush(list, Wire.of("sync", id).text());
  }

  private List<String> claimAll(WorkerSession session) {
    List<String> ids = new ArrayList<>();
    for (Optional<Claim> claim = session.claim(1);
        claim.isPresent();
        claim = session.claim(ids.size() % 2)) {
      ids.add(claim.get().job().id());
    }
    return ids;
  }

  @Test
  void jobs_are_claimed_in_order_of_their_priority_and_of_their_age() {
    for (String step : List.of("9", "6", "3", "")) {
      send("first" + step, step);
      send("second" + step, step);
    }

    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1, ANY)) {
      assertThat(claimAll(session))
          .containsExactly(
              "first", "second", "first3", "second3", "first6", "second6", "first9", "second9");
    }
  }

  @Test
  void a_job_that_ends_claims_the_next_by_priority() {
    send("a9", "9");
    send("a3", "3");
    send("a", "");
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1, ANY)) {
      Optional<Claim> claim = session.claim(0);
      List<String> ids = new ArrayList<>();
      while (claim.isPresent()) {
        ids.add(claim.get().job().id());
        attempts.begin(claim.get());
        claim = session.finish(claim.get(), Jobs.OK, ids.size() % 2).next();
      }

      assertThat(ids).containsExactly("a", "a3", "a9");
    }
    assertThat(redis.jedis().keys("*claimed*")).isEmpty();
  }

  @Test
  void a_list_that_comes_into_use_is_found_by_the_next_renewal_and_not_forgotten() {
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1, ANY)) {
      assertThat(session.sources()).containsOnlyKeys(HOST1.list(), ANY.list());
      send("a", "6");
      assertThat(session.claim(0)).isEmpty();

      session.lease().renew();

      assertThat(session.claim(0).orElseThrow().job().id()).isEqualTo("a");
      session.lease().renew();
      assertThat(session.sources())
          .containsOnlyKeys(HOST1.list(), ANY.list(), "web_tasks\u0006\u00166");
    }
  }

  @Test
  void a_released_job_with_a_priority_is_at_the_front_of_its_queue() {
    send("urgent", "3");
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1, ANY)) {
      attempts.release(session.claim(0).orElseThrow());
      send("other", "");

      assertThat(claimAll(session)).containsExactly("urgent", "other");
    }
  }

  @Test
  void jobs_with_a_priority_are_seen_cancelled_purged_and_expired() {
    QueueReader reader = new QueueReader(redis);
    Cancellations cancellations = new Cancellations(redis, TestRedis.KEPT);
    send("a", "3");
    send("b", "9");
    send("c", "");

    assertThat(reader.depths(List.of(ANY)).get(0).waiting()).isEqualTo(3);
    assertThat(reader.waiting(ANY)).extracting(job -> job.id()).containsExactly("c", "a", "b");
    assertThat(cancellations.cancel("b", Optional.of(ANY))).isEqualTo(Cancelled.CANCELLED);
    assertThat(reader.waiting(ANY)).extracting(job -> job.id()).containsExactly("c", "a");
    assertThat(cancellations.cancelAll(ANY, List.of())).isEqualTo(2);
    assertThat(reader.depths(List.of(ANY)).get(0).isEmpty()).isTrue();

    String expired = Wire.of("sync", "d").header("expires", "2020-01-01T00:00:00Z").text();
    redis.jedis().lpush("web_tasks\u0006\u00166", expired);
    assertThat(new Expiry(redis, attempts, job -> false).expire(List.of(HOST1, ANY))).isEqualTo(1);
    assertThat(new Results(redis).find("d").orElseThrow().outcomeText()).isEqualTo("expired");
  }
}
