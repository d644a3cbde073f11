// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.OnLost;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.JedisPubSub;

class JobRecordsIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  @Test
  void a_change_decided_on_an_old_state_is_not_written() {
    Redis redis = server.redis();
    Attempts attempts = Jobs.attempts(redis);
    JobRecords records =
        new JobRecords(redis, new Retention(TestRedis.KEPT, Jobs.rules()), JobListener.NONE);
    Claim claim = begun(redis, attempts);
    List<JobState> seen = new ArrayList<>();

    Optional<JobRecord> lost =
        records.change(
            claim.job(),
            "w1",
            Jobs.FAILED,
            meta -> {
              seen.add(meta.state());
              attempts.finish(claim, Jobs.OK);
              return meta.lost(claim.token(), OnLost.REQUEUE);
            });

    assertThat(lost).isEmpty();
    assertThat(seen).containsExactly(JobState.STARTED, JobState.SUCCESS);
    assertThat(new Results(redis).find("a").orElseThrow().outcomeText()).isEqualTo("ok");
  }

  @Test
  void scripts_learn_of_no_time_before_it_has_come() {
    Instant due = Instant.parse("2026-11-22T02:00:00.000200Z");

    assertThat(JobRecords.millis(Optional.of(due)))
        .isEqualTo(String.valueOf(due.toEpochMilli() + 1));
    assertThat(JobRecords.millis(Optional.of(Instant.ofEpochMilli(7)))).isEqualTo("7");
    assertThat(JobRecords.millis(Optional.empty())).isEmpty();
  }

  @Test
  void a_result_is_published_on_the_channel_of_its_name() throws Exception {
    Redis redis = server.redis();
    Attempts attempts = Jobs.attempts(redis);
    Claim claim = begun(redis, attempts);
    List<String> heard = new ArrayList<>();
    JedisPubSub listener =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            attempts.finish(claim, Jobs.OK);
          }

          @Override
          public void onMessage(String channel, String message) {
            heard.add(message);
            unsubscribe();
          }
        };

    redis.jedis().subscribe(listener, Keys.meta("a"));

    assertThat(heard).containsExactly(redis.jedis().get(Keys.meta("a")));
  }

  private static Claim begun(Redis redis, Attempts attempts) {
    new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("a"));
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", HOST1);
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    return claim;
  }
}
