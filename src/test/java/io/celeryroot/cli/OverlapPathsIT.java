// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Claims;
import io.celeryroot.queue.DeadLetter;
import io.celeryroot.queue.DeadLetterQueue;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.DrivenBeat;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hundred triggers of one schedule at once, by every way there is, with a real worker. */
final class OverlapPathsIT {

  @RegisterExtension final TestRedis server = TestRedis.own();

  private static final Target HOST = new Target("web", "web_tasks", Optional.of("web01"));
  private static final int CAUGHT_UP = 15;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  /** Older than what the reconciler looks for. */
  private final Instant longAgo = now.minus(Duration.ofMinutes(100));

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newFixedThreadPool(40);
  private ClConfig config;
  private Redis redis;
  private Cl cl;

  private void open(String overlap) {
    String text =
        """
        redis: %s
        workers:
          web: {hostnames: [web01], concurrency: 8}
        tasks:
          alone:
            script: |
              mkdir DIR/busy || echo "$CL_JOB_ID" >> DIR/overlapped
              echo "$CL_JOB_ID" >> DIR/ran
              sleep 0.05
              rmdir DIR/busy
              test ! -e DIR/failing
            retries: {max: 1, delay: 100ms, on_exit: [1]}
        schedules:
          one: {cron: "* * * * *", task: alone, targets: [web], catch_up: all, overlap: %s}
        """
            .replace("DIR", directory.toString())
            .formatted(server.url(), overlap);
    config = TestSite.config(text);
    redis = server.redis();
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "queue"})
  void a_hundred_mixed_triggers_never_run_two_at_a_time(String overlap) throws Exception {
    open(overlap);
    String failed = failedRun();
    List<DeadLetter> dead = deadLetters();
    Set<String> before = ids();
    submit(longAgo.minusSeconds(60));
    String lost = loseHolder();
    new ScheduleStates(redis, config.resultsKept())
        .recordChecked("one", now.minus(Duration.ofMinutes(CAUGHT_UP)));

    try (WorkerProcess worker = worker();
        DrivenBeat first = new DrivenBeat(config, "beat1");
        DrivenBeat second = new DrivenBeat(config, "beat2")) {
      worker.start();
      List<DrivenBeat> beats = List.of(first, second);
      trigger(triggers(1, beats, failed, longAgo));
      await("end of the job whose worker died")
          .atMost(Duration.ofMinutes(1))
          .until(() -> new Results(redis).find(lost).filter(JobResult::hasEnded).isPresent());
      List<Callable<Object>> hundred =
          triggers(10, beats, failed, longAgo.plus(Duration.ofMinutes(20)));
      dead.forEach(letter -> hundred.add(() -> letters().requeue(letter)));
      assertThat(hundred).hasSizeGreaterThan(100);
      trigger(hundred);
      await("due instants of the reconciler")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  new RunRecords(redis)
                      .find(RunIds.due("one", now.minus(Duration.ofMinutes(CAUGHT_UP - 1))))
                      .isPresent());
      await("end of all").atMost(Duration.ofMinutes(3)).until(this::haveAllEnded);
    }

    assertThat(new Results(redis).find(lost).orElseThrow().attempt()).isEqualTo(2);
    assertThat(directory.resolve("overlapped")).doesNotExist();
    long ran = Files.readAllLines(directory.resolve("ran")).stream().filter(before::add).count();
    assertThat(ran).isGreaterThan(overlap.equals("queue") ? 80 : 1);
    // A result is stored before its job lets go of the place; of the last one, by its worker's end.
    assertThat(redis.jedis().keys("{web_tasks}:slot:*")).isEmpty();
  }

  /** Every way that can start a run, {@code times} over, and Quartz and Camel in each Beat. */
  private List<Callable<Object>> triggers(
      int times, List<DrivenBeat> beats, String failed, Instant from) {
    List<Callable<Object>> triggers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Instant due = from.plus(Duration.ofMinutes(2L * i));
      triggers.add(() -> submit(due));
      for (DrivenBeat beat : beats) {
        triggers.add(() -> fire(beat, due.plus(Duration.ofMinutes(1))));
        triggers.add(() -> send(beat));
      }
      for (int twice = 0; twice < 2; twice++) {
        triggers.add(() -> cl.run("schedule", "run", "one"));
        triggers.add(() -> cl.run("task", "retry", failed));
      }
      triggers.add(() -> submit(due));
    }
    return triggers;
  }

  private void trigger(List<Callable<Object>> triggers) throws Exception {
    for (Future<Object> trigger : threads.invokeAll(triggers)) {
      trigger.get();
    }
  }

  private Object fire(DrivenBeat beat, Instant due) {
    beat.fire("one", due);
    return await("run of " + due)
        .atMost(Duration.ofSeconds(30))
        .until(() -> new RunRecords(redis).find(RunIds.due("one", due)), Optional::isPresent);
  }

  /** What a route of a user does. */
  private Object send(DrivenBeat beat) throws IOException {
    try (ProducerTemplate template = beat.context().createProducerTemplate()) {
      return template.requestBody("redis-queue:web_tasks?schedule=one", "");
    }
  }

  /** The holder of the place, under a worker that is never heard of again. */
  private String loseHolder() {
    Attempts attempts = TestWorker.attempts(redis, config);
    WorkerSession session = WorkerSession.open(redis, attempts, "dead", HOST);
    Claim claim = Claims.next(session, HOST, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    redis.jedis().del("{web_tasks}:lease:dead");
    return claim.job().id();
  }

  private WorkerProcess worker() {
    return Processes.worker(config, "web01");
  }

  private Set<String> ids() throws IOException {
    Path ran = directory.resolve("ran");
    return new HashSet<>(Files.exists(ran) ? Files.readAllLines(ran) : List.of());
  }

  private boolean haveAllEnded() {
    return redis.jedis().llen("{web_tasks}:held:one:web01") == 0
        && new Monitor(redis, config)
            .runs(1000, run -> true).stream()
                .flatMap(run -> run.jobs().stream())
                .filter(job -> !job.id().contains("20200101"))
                .allMatch(JobView::hasEnded);
  }

  private Object submit(Instant due) {
    Schedule schedule = config.schedules().get("one");
    return new Submission(redis, config)
        .submit(
            RunRequest.due(
                schedule, config.task("alone").orElseThrow(), due, List.of(HOST), "beat@test"));
  }

  /** A run that has failed, for retry; it took two attempts. */
  private String failedRun() throws IOException {
    Files.createFile(directory.resolve("failing"));
    try (WorkerProcess worker = worker()) {
      worker.start();
      submit(longAgo.minusSeconds(3600));
      await().atMost(Duration.ofMinutes(1)).until(this::haveAllEnded);
    }
    Files.delete(directory.resolve("failing"));
    return RunIds.due("one", longAgo.minusSeconds(3600));
  }

  private List<DeadLetter> deadLetters() {
    Attempts attempts = TestWorker.attempts(redis, config);
    try (WorkerSession session = WorkerSession.open(redis, attempts, "web01", HOST)) {
      for (int i = 0; i < 5; i++) {
        submit(Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i));
        Claim claim = Claims.next(session, HOST, Duration.ZERO).orElseThrow();
        attempts.reject(claim, "test");
      }
    }
    return letters().read("web_tasks");
  }

  private DeadLetterQueue letters() {
    return new DeadLetterQueue(redis, config.resultsKept());
  }
}
