// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.queue.Lease;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a consumer does besides running jobs: one thread renews the lease and nothing else, one
 * looks after cancelled, delayed and lost jobs and time limits, one stores what jobs print.
 */
final class Keeper {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Who follows a job sees its output that much later. */
  private static final Duration OUTPUT_EVERY = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Celeryroot celeryroot;
  private final Sessions sessions;
  private final JobRunner runner;
  private ExecutorServiceManager threads;
  private ScheduledExecutorService lease;
  private ScheduledExecutorService looks;
  private ScheduledExecutorService output;

  Keeper(Celeryroot celeryroot, Sessions sessions, JobRunner runner) {
    this.celeryroot = celeryroot;
    this.sessions = sessions;
    this.runner = runner;
  }

  void start(ExecutorServiceManager manager, Object source) {
    threads = manager;
    lease = manager.newSingleThreadScheduledExecutor(source, "lease");
    looks = manager.newSingleThreadScheduledExecutor(source, "look-after");
    output = manager.newSingleThreadScheduledExecutor(source, "output");
    every(output, OUTPUT_EVERY, session -> runner.storeOutput());
    every(lease, WorkerSession.RENEW_EVERY, this::renew);
    every(looks, WorkerSession.RECOVER_EVERY, session -> report(session.recover()));
    every(looks, LOOK_EVERY, WorkerSession::promote);
    every(looks, LOOK_EVERY, session -> endCancelled());
    always(looks, runner::endOverdue);
    always(looks, runner::endTakenOver);
  }

  /** Also when the name is another process's. */
  private void always(ScheduledExecutorService thread, Runnable duty) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attend(duty),
            LOOK_EVERY.toMillis(),
            LOOK_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Ends what still runs after the grace period. */
  void endAfter(Duration grace) {
    if (looks != null) {
      var unused =
          looks.schedule(
              () -> runner.endAll(JobAttempt.End.GIVEN_BACK),
              grace.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  void stop() {
    if (lease != null) {
      threads.shutdownNow(lease);
      threads.shutdownNow(looks);
      threads.shutdownNow(output);
    }
  }

  private void every(
      ScheduledExecutorService thread, Duration period, Consumer<WorkerSession> duty) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attend(() -> sessions.current().ifPresent(duty)),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** A duty that threw anything at all would silently never be done again. */
  void attend(Runnable duty) {
    try {
      duty.run();
    } catch (QueueUnavailable e) {
      celeryroot.outage().failed(e);
    } catch (RuntimeException | Error e) {
      LOG.error("looking after jobs: {}", e, e);
    }
  }

  private void renew(WorkerSession session) {
    Optional<Instant> outage = celeryroot.outage().since();
    Lease state = session.renew();
    celeryroot.outage().over(outage);
    if (state == Lease.TAKEN) {
      LOG.error(
          "worker {}: the name is in use by another process now; give each worker its own"
              + " --hostname",
          celeryroot.worker());
      sessions.forget();
    } else if (state == Lease.REGAINED) {
      LOG.info("worker {}: lease had ended and is held again", celeryroot.worker());
    }
  }

  private static void report(int recovered) {
    if (recovered > 0) {
      LOG.info("jobs={}: taken from workers that show no sign of life", recovered);
    }
  }

  private void endCancelled() {
    List<JobAttempt> running = runner.running();
    if (!running.isEmpty()) {
      List<String> ids = running.stream().map(attempt -> attempt.job().id()).toList();
      Set<String> cancelled = celeryroot.services().cancellations().requested(ids);
      running.stream()
          .filter(attempt -> cancelled.contains(attempt.job().id()))
          .forEach(attempt -> attempt.end(JobAttempt.End.CANCELLED));
    }
  }
}
