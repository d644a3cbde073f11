// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.monitor.health.ShortageWatch;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.RoundTrips;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerRoundTripsIT {

  private static final Target HOST = new Target("web", "web_tasks", Optional.of("web01"));

  private static final ClConfig CONFIG =
      ConfigReader.read(
              "cl.yaml",
              """
              workers: {web: {hostnames: [web01]}}
              tasks: {noop: {command: ["true"]}}
              """,
              Map.of(),
              Optional.empty())
          .config()
          .orElseThrow();

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private RoundTrips trips;
  private Redis admin;
  private Redis redis;
  private RoleWorker worker;

  @BeforeEach
  void makeWorker() {
    admin = server.redis();
    trips = RoundTrips.to(server.port());
    redis = TestRedis.connect("redis://127.0.0.1:" + trips.port());
    Attempts attempts =
        new Attempts(
            redis, TaskRules.of(CONFIG), CONFIG.resultsKept(), failure -> {}, JobListener.NONE);
    worker =
        new RoleWorker(
            new WorkerSetup(
                new WorkerIdentity("w1", "web01", CONFIG.roles().get("web"), "web_tasks", "redis"),
                new WorkerSetup.Shared(
                    CONFIG,
                    redis,
                    attempts,
                    new ControlWatch(redis, failure -> {}),
                    new RedisAvailability(InstantSource.system()),
                    EngineListener.NONE,
                    Spans.NONE,
                    () -> {
                      throw new AssertionError("nothing is signed");
                    },
                    new ShortageWatch()),
                1,
                new Semaphore(1),
                new PlainThreads()),
            (attempt, span) -> JobOutcome.of(Outcome.OK, "", Instant.EPOCH));
  }

  @AfterEach
  void stop() {
    worker.stop();
    redis.close();
    trips.close();
  }

  @Test
  void a_job_of_a_full_queue_takes_two_round_trips() {
    int jobs = 300;
    JobQueues queues = new JobQueues(admin, CONFIG.resultsKept());
    for (int i = 0; i < jobs; i++) {
      queues.enqueue(job("job" + i));
    }

    worker.start(false);
    await().atMost(Duration.ofMinutes(1)).until(() -> worker.stats().processed() == jobs);

    // What a worker does by the clock, and its start, are few beside three hundred jobs.
    assertThat(trips.count()).isBetween(1L * jobs, 2L * jobs + jobs / 5);
  }

  @Test
  void an_idle_worker_of_one_role_asks_at_most_twice_a_second() {
    Duration window = Duration.ofSeconds(12);
    worker.start(false);
    await().until(worker::isConnected);
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    long before = trips.count();

    await().pollDelay(window).atMost(window.plusSeconds(5)).until(() -> true);

    assertThat(trips.count() - before).isBetween(2L, 2 * window.toSeconds());
  }

  @Test
  void a_delayed_job_runs_when_it_is_due_also_after_a_stop_and_a_start() {
    worker.start(false);
    worker.stop();
    worker.start(false);
    await().until(worker::isConnected);
    Instant due = admin.serverTime().plusSeconds(2);

    new JobQueues(admin, CONFIG.resultsKept()).enqueue(delayed(due));

    await().atMost(Duration.ofSeconds(15)).until(() -> worker.stats().processed() == 1);
    assertThat(admin.serverTime()).isAfterOrEqualTo(due);
  }

  private static Job delayed(Instant due) {
    return Jobs.job(
            "late", HOST, Optional.empty(), Overlap.ALLOW, Optional.of(due), Optional.empty())
        .asking("noop", List.of(), Map.of());
  }

  private static Job job(String id) {
    return Job.unknown(id, HOST).asking("noop", List.of(), Map.of());
  }
}
