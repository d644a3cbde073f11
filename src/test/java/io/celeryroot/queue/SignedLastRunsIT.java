// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.LastRun;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Facts about the last job of a task, with somebody beside who can write every key. */
final class SignedLastRunsIT {

  private static final LastRun NONE = new LastRun(Optional.empty(), Optional.empty());

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private Redis worker;
  private LastRuns lastRuns;

  @BeforeEach
  void connect() {
    worker = SERVER.as(TestSeals.WORKER);
    lastRuns = new LastRuns(worker);
  }

  @Test
  void the_end_of_a_job_is_known_by_its_signed_result() {
    end("a", Outcome.OK);
    end("b", Outcome.FAILED);

    LastRun last = lastRuns.read("web1", "sync");

    assertThat(last.outcome()).contains("failed");
    assertThat(last.sinceSuccess().orElseThrow()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void a_forged_end_counts_as_absent() {
    end("a", Outcome.FAILED);
    String now = String.valueOf(Instant.now().toEpochMilli());
    SERVER.redis().jedis().hset(key("sync"), Map.of("outcome", "ok", "ok", now, "ok_job", "b"));
    SERVER
        .redis()
        .jedis()
        .set(
            Keys.meta("b"),
            "{\"status\":\"SUCCESS\",\"task\":\"sync\",\"result\":{\"outcome\":\"ok\"}}");

    assertThat(lastRuns.read("web1", "sync"))
        .isEqualTo(new LastRun(Optional.of("failed"), Optional.empty()));
  }

  @Test
  void the_end_of_a_job_does_not_pass_for_that_of_another_task_host_or_outcome() {
    end("a", Outcome.FAILED);
    Map<String, String> others = Map.of("job", "a", "ok_job", "a");
    SERVER.redis().jedis().hset(key("sync"), others);
    SERVER.redis().jedis().hset(key("other"), others);
    SERVER.redis().jedis().hset(Keys.lastRun("web2", "sync"), others);

    assertThat(lastRuns.read("web1", "sync").sinceSuccess()).isEmpty();
    assertThat(lastRuns.read("web1", "other")).isEqualTo(NONE);
    assertThat(lastRuns.read("web2", "sync")).isEqualTo(NONE);
  }

  private static String key(String task) {
    return Keys.lastRun("web1", task);
  }

  private void end(String id, Outcome outcome) {
    Attempts attempts = Jobs.attempts(worker, TestRedis.KEPT);
    new JobQueues(worker, TestRedis.KEPT).enqueue(Jobs.job(id));
    try (WorkerSession session = WorkerSession.open(worker, attempts, "w1", Jobs.HOST1)) {
      Claim claim = Claims.next(session, Jobs.HOST1, Duration.ZERO).orElseThrow();
      attempts.begin(claim);
      attempts.finish(claim, JobOutcome.of(outcome, "", Instant.now()));
    }
  }
}
