// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.ANY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Celery at the other end, where one is installed. */
class CeleryIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  private static Optional<String> python;

  @TempDir private Path directory;
  private Redis redis;
  private Attempts attempts;

  @BeforeAll
  static void find() {
    python = PYTHONS.stream().filter(CeleryIT::hasCelery).findFirst();
    assumeTrue(python.isPresent(), "no python3 with the packages celery and redis");
  }

  @BeforeEach
  void connect() throws IOException {
    redis = server.redis();
    attempts = Jobs.attempts(redis);
    Files.writeString(
        directory.resolve("ourapp.py"),
        """
        from celery import Celery
        app = Celery('ourapp', broker='%1$s', backend='%1$s')
        app.conf.broker_connection_retry_on_startup = True

        @app.task(name='sync')
        def sync(path, password):
            return path + ' synced'
        """
            .formatted(server.url()));
    Files.move(directory.resolve("ourapp.py"), directory.resolve("ourapp.py"));
  }

  @Test
  void celery_submits_to_our_queue_and_reads_the_result() throws Exception {
    String id =
        python(
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
        python(
            "r = app.AsyncResult('%s'); v = r.get(timeout=5); print(r.state, v['outcome'], v['stdout'])"
                .formatted(id));
    assertThat(read.strip()).isEqualTo("SUCCESS ok done");
  }

  @Test
  void celery_honours_an_eta_of_its_own() throws Exception {
    python("app.send_task('sync', ['/srv'], queue='web_tasks', countdown=60)");
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

    String read = python("r = app.AsyncResult('a'); print(r.state, r.info['hostname'])");

    assertThat(read).isEqualTo("STARTED w1");
  }

  @Test
  void a_celery_worker_runs_our_job() throws Exception {
    Path log = directory.resolve("worker.log");
    Process worker =
        new ProcessBuilder(
                python.orElseThrow(),
                "-m",
                "celery",
                "-A",
                "ourapp",
                "worker",
                "-Q",
                "web_tasks",
                "-P",
                "solo",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                "-l",
                "info")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      new JobQueues(redis, TestRedis.KEPT).enqueue(Jobs.job("a", ANY));
      Results results = new Results(redis);

      List<String> open = results.await(List.of("a"), Duration.ofSeconds(30), seen -> {});

      assertThat(open).as(() -> read(log)).isEmpty();
      JobResult result = results.find("a").orElseThrow();
      assertThat(result.state()).isEqualTo(JobState.SUCCESS);
      assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("\"/srv synced\"");
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
    return python(
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

  private String python(String code) throws Exception {
    Path script = directory.resolve("probe.py");
    Files.writeString(script, "from ourapp import app\n" + code);
    Process process =
        new ProcessBuilder(python.orElseThrow(), script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean hasCelery(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import celery, redis")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
