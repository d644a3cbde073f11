// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Claims;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A worker of one host whose jobs end at once: those on {@code web02} with exit 3, others well.
 * Real in all but the running of a program.
 */
final class TestWorker implements AutoCloseable {

  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread;

  TestWorker(Redis redis, ClConfig config, String host) {
    Target target = new Target("web", "web_tasks", Optional.of(host));
    Attempts attempts = attempts(redis, config);
    Reports.put(redis, heartbeat(redis, host, target));
    this.thread = new Thread(() -> work(redis, config, attempts, host, target), "worker-" + host);
    thread.start();
  }

  /** Lets workers of web01 and web02 live while something is done. */
  static void during(Redis redis, ClConfig config, Runnable body) {
    List<TestWorker> workers =
        List.of(new TestWorker(redis, config, "web01"), new TestWorker(redis, config, "web02"));
    try {
      body.run();
    } finally {
      workers.forEach(TestWorker::close);
    }
  }

  static Attempts attempts(Redis redis, ClConfig config) {
    return new Attempts(
        redis,
        TaskRules.of(config),
        config.resultsKept(),
        failure -> {
          throw failure;
        },
        JobListener.NONE);
  }

  private void work(Redis redis, ClConfig config, Attempts attempts, String host, Target target) {
    try (WorkerSession session = WorkerSession.open(redis, attempts, host, target)) {
      while (!stop.get()) {
        Optional<Claim> claim = Claims.next(session, target, Duration.ofMillis(100));
        if (claim.isPresent() && attempts.begin(claim.get()) instanceof Begin.Run) {
          if (config.task(claim.get().job().task()).isPresent()) {
            attempts.finish(claim.get(), outcome(redis, host));
          } else {
            attempts.reject(claim.get(), "unknown task");
          }
        }
      }
    }
  }

  private static JobOutcome outcome(Redis redis, String host) {
    boolean fails = host.equals("web02");
    return new JobOutcome(
        fails ? Outcome.FAILED : Outcome.OK,
        OptionalInt.of(fails ? 3 : 0),
        "hello from " + host + "\n",
        fails ? "disk\u001b[2J full\n" : "",
        false,
        redis.serverTime(),
        Duration.ofMillis(42),
        "");
  }

  private static Heartbeat heartbeat(Redis redis, String host, Target target) {
    return Reports.worker(host, redis.serverTime(), target.list());
  }

  @Override
  public void close() {
    stop.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
