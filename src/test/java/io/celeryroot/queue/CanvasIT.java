// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.ANY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.Job;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.Wire;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that follow a job of a Celery client, whatever is killed. */
class CanvasIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private Redis redis;
  private Attempts attempts;

  @BeforeEach
  void connect() {
    redis = server.redis();
    attempts = Jobs.attempts(redis);
    submit(Map.of("queue", "other"));
  }

  private void submit(Map<String, Object> options) {
    Map<String, Object> next = Map.of("task", "sync", "args", List.of("/more"), "options", options);
    String body = Wire.json(List.of(List.of(), Map.of(), Map.of("callbacks", List.of(next))));
    redis
        .jedis()
        .lpush(
            "web_tasks",
            Wire.of("sync", "a")
                .field("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)))
                .text());
  }

  private List<Job> other() {
    return new QueueReader(redis).waiting(new Target("", "other", Optional.empty()));
  }

  @Test
  void a_job_that_follows_is_sent_once_though_the_end_is_stored_twice() {
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY)) {
      Claim claim = session.claim(0).orElseThrow();
      attempts.begin(claim);

      session.finish(claim, Jobs.OK, 0);
      attempts.finish(claim, Jobs.OK);

      assertThat(other()).hasSize(1);
      assertThat(other().get(0).args()).containsExactly("done", "/more");
      assertThat(redis.jedis().keys("*claimed*")).isEmpty();
    }
  }

  @Test
  void a_job_that_follows_is_sent_once_by_who_finds_the_message_of_a_killed_worker() {
    WorkerSession killed = WorkerSession.open(redis, attempts, "w1", ANY);
    Claim claim = killed.claim(0).orElseThrow();
    attempts.begin(claim);
    assertThat(
            attempts
                .records()
                .change(claim.job(), "w1", Jobs.OK, meta -> meta.finish(claim.token(), Outcome.OK)))
        .isPresent();
    assertThat(other()).isEmpty();
    redis.jedis().del("{web_tasks}:lease:w1");

    Attempts finder = Jobs.attempts(redis);
    byte[] message = claim.message().getBytes(UTF_8);
    finder.lost().reclaim(ANY, "w1", message, "");
    finder.lost().reclaim(ANY, "w1", message, "");

    assertThat(other()).hasSize(1);
    assertThat(redis.jedis().keys("*claimed*")).isEmpty();
  }

  @Test
  void no_job_that_follows_takes_the_id_of_a_job_of_a_run() {
    redis.jedis().del("web_tasks");
    submit(Map.of("queue", "other", "task_id", "nightly-20261123T020000Z.web01"));
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY)) {
      Claim claim = session.claim(0).orElseThrow();
      attempts.begin(claim);

      session.finish(claim, Jobs.OK, 0);
    }

    assertThat(other()).hasSize(1).noneMatch(job -> job.id().startsWith("nightly"));
  }

  @Test
  void nothing_follows_a_job_that_was_cancelled() {
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY)) {
      new Cancellations(redis, TestRedis.KEPT).cancel("a", Optional.empty());

      attempts.begin(session.claim(0).orElseThrow());

      assertThat(other()).isEmpty();
      assertThat(new Results(redis).find("a").orElseThrow().outcomeText()).isEqualTo("cancelled");
    }
  }
}
