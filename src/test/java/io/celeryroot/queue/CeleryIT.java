// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.ANY;
import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.PythonCelery;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Celery at the other end, where one is installed. */
class CeleryIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private PythonCelery celery;
  private Redis redis;
  private Attempts attempts;

  @BeforeEach
  void connect() {
    celery = PythonCelery.in(directory, server.url());
    redis = server.redis();
    attempts = Jobs.attempts(redis);
  }

  @Test
  void celery_submits_to_our_queue_and_reads_the_result() throws Exception {
    String id =
        celery.run(
            """
            r = app.send_task('sync', ['/srv'], {'password': 'hunter2'}, queue='web_tasks',
                              expires=600)
            print(r.id)
            """);
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY);
    Claim claim = Claims.next(session, ANY, Duration.ZERO).orElseThrow();

    attempts.begin(claim);
    attempts.finish(claim, Jobs.OK);

    assertThat(claim.job().id()).isEqualTo(id);
    assertThat(claim.job().args()).containsExactly("/srv");
    assertThat(claim.job().expires()).isPresent();
    String read =
        celery.run(
            "r = app.AsyncResult('%s'); v = r.get(timeout=5); print(r.state, v['outcome'], v['stdout'])"
                .formatted(id));
    assertThat(read.strip()).isEqualTo("SUCCESS ok done");
  }

  @Test
  void celery_honours_an_eta_of_its_own() throws Exception {
    celery.run("app.send_task('sync', ['/srv'], queue='web_tasks', countdown=60)");
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY);

    Begin begin = attempts.begin(Claims.next(session, ANY, Duration.ZERO).orElseThrow());

    assertThat(begin).isInstanceOf(Begin.Settled.class);
    assertThat(redis.jedis().zcard(Keys.delayed(ANY))).isEqualTo(1);
  }

  @Test
  void a_failed_job_raises_in_celery() throws Exception {
    assertThat(raised(Jobs.FAILED)).isEqualTo("JobFailed failed (exit 3): no disk FAILURE");
    assertThat(raised(outcome(Outcome.TIMED_OUT))).isEqualTo("TimeLimitExceeded timed out FAILURE");
    assertThat(raised(outcome(Outcome.CANCELLED))).isEqualTo("TaskRevokedError cancelled REVOKED");
    assertThat(raised(outcome(Outcome.LOST))).isEqualTo("WorkerLostError lost FAILURE");
    assertThat(raised(outcome(Outcome.REJECTED))).startsWith("Reject").endsWith("FAILURE");
  }

  @Test
  void celery_sees_a_running_job_as_started() throws Exception {
    new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("a", ANY));
    WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY);
    attempts.begin(Claims.next(session, ANY, Duration.ZERO).orElseThrow());

    String read = celery.run("r = app.AsyncResult('a'); print(r.state, r.info['hostname'])");

    assertThat(read).isEqualTo("STARTED w1");
  }

  @Test
  void a_celery_worker_runs_our_job() throws Exception {
    aCeleryWorkerRuns(ANY);
  }

  @Test
  void a_celery_worker_runs_our_job_for_a_host() throws Exception {
    aCeleryWorkerRuns(HOST1);
  }

  private void aCeleryWorkerRuns(Target target) throws Exception {
    Path log = directory.resolve("worker.log");
    Process worker =
        celery.start(
            log,
            "worker",
            "-Q",
            target.list(),
            "-P",
            "solo",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "-l",
            "info");
    try {
      new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("a", target));
      Results results = new Results(redis);

      List<String> open = results.await(List.of("a"), Duration.ofSeconds(30), seen -> {});

      assertThat(open).as(() -> read(log)).isEmpty();
      JobResult result = results.find("a").orElseThrow();
      assertThat(result.state()).isEqualTo(JobState.SUCCESS);
      assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("/srv synced");
      assertThat(read(log)).doesNotContain("hunter2");
    } finally {
      worker.destroy();
      worker.waitFor(10, TimeUnit.SECONDS);
      worker.destroyForcibly();
    }
  }

  private String raised(JobOutcome outcome) throws Exception {
    String id = outcome.outcome().name();
    new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job(id, ANY));
    try (WorkerSession session = WorkerSession.open(redis, attempts, "w1", ANY)) {
      Claim claim = Claims.next(session, ANY, Duration.ZERO).orElseThrow();
      attempts.begin(claim);
      attempts.finish(claim, outcome);
    }
    return celery.run(
        """
        r = app.AsyncResult('%s')
        try:
            r.get(timeout=5)
        except Exception as e:
            print(type(e).__name__, e.args[0], r.state)
        """
            .formatted(id));
  }

  private static JobOutcome outcome(Outcome outcome) {
    return JobOutcome.of(outcome, "", Instant.EPOCH);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
