// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.line.QueueDepth;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that an operator moves to another host or role: no two of a schedule run there at once. */
final class MovedJobsIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Target WEB01 = new Target("web", "web_tasks", Optional.of("web01"));
  private static final Target WEB02 = new Target("web", "web_tasks", Optional.of("web02"));
  private static final Target API = new Target("api", "api_tasks", Optional.empty());

  private final Instant due = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private final String job = RunIds.due("s", due) + ".web01";
  private final List<String> told = new ArrayList<>();

  private static ClConfig config(String targets) {
    return TestSite.config(
        """
        redis: %s
        workers:
          web: {hostnames: [web01, web02]}
          api: {hostnames: [api01]}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
          s: {cron: 0 0 * * *, task: tick, targets: %s, overlap: skip}
        """
            .formatted(server.url(), targets));
  }

  private void fire(Redis redis, String targets, Instant at) {
    ClConfig config = config(targets);
    assertThat(TestBeat.of(config, redis, told).fire(config.schedules().get("s"), at)).isTrue();
  }

  private static String slot(Redis redis, Target target) {
    return redis.jedis().get(Keys.slot(target.queue(), "s", target.label()));
  }

  private void overlapHoldsOnTheNewHost(Redis redis) {
    fire(redis, "[web01]", due);
    JobQueues queues = new JobQueues(redis, config("[web01]"));

    assertThat(queues.move(WEB01, WEB02)).isEqualTo(1);
    fire(redis, "[web01, web02]", due.plus(1, ChronoUnit.DAYS));

    assertThat(slot(redis, WEB02)).isEqualTo(job);
    assertThat(slot(redis, WEB01)).endsWith(".web01").isNotEqualTo(job);
    assertThat(redis.jedis().llen(WEB02.list())).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void overlap_holds_on_the_host_to_which_a_job_was_moved() {
    overlapHoldsOnTheNewHost(server.redis());
  }

  @Test
  void overlap_holds_there_where_signatures_are_required_too() {
    Seals seals = TestSeals.now(TestSeals.BEAT);
    try (Redis redis = Redis.connect(TestRedis.settings(server.url()), seals)) {
      overlapHoldsOnTheNewHost(redis);
    }
  }

  @Test
  void a_job_for_any_host_that_moves_to_another_role_frees_the_slot_of_the_old_one() {
    Redis redis = server.redis();
    fire(redis, "[web], run_on: any", due);
    JobQueues queues = new JobQueues(redis, config("[web01]"));
    QueueReader reader = new QueueReader(redis);

    // A queue that the file does not have any more has no role.
    for (QueueDepth list : reader.depths("web_tasks", List.of())) {
      queues.move(list.target(), API);
    }

    Target web = new Target("web", "web_tasks", Optional.empty());
    assertThat(slot(redis, API)).isEqualTo(RunIds.due("s", due) + ":web");
    assertThat(slot(redis, web)).isNull();
  }
}
