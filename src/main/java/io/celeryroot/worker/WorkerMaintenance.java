// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Lease;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regular duties of a worker besides running jobs. One thread only renews the lease, one looks
 * after cancelled, delayed and lost jobs and time limits, and one stores the output of jobs.
 */
final class WorkerMaintenance {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Delay of the output for a reader that follows a job. */
  private static final Duration OUTPUT_EVERY = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final LeaseHolder lease;
  private final JobRunner runner;
  private final Cancellations cancellations;
  private final RedisAvailability availability;
  private WorkerThreads threads;
  private ScheduledExecutorService renewal;
  private ScheduledExecutorService looks;
  private ScheduledExecutorService output;

  WorkerMaintenance(
      LeaseHolder lease,
      JobRunner runner,
      Cancellations cancellations,
      RedisAvailability availability) {
    this.lease = lease;
    this.runner = runner;
    this.cancellations = cancellations;
    this.availability = availability;
  }

  void start(WorkerThreads maker) {
    threads = maker;
    renewal = maker.scheduled("lease");
    looks = maker.scheduled("look-after");
    output = maker.scheduled("output");
    every(output, OUTPUT_EVERY, session -> runner.storeOutput());
    every(renewal, WorkerSession.RENEW_EVERY, this::renew);
    every(looks, WorkerSession.RECOVER_EVERY, session -> report(session.recover()));
    promoteAgainAfter(LOOK_EVERY);
    every(looks, LOOK_EVERY, session -> endCancelled());
    always(looks, runner::endOverdue);
    always(looks, runner::endTakenOver);
    always(looks, runner::tellFloods);
  }

  /** Looks again when the next delayed job is due. */
  private void promoteAgainAfter(Duration rest) {
    var unused =
        looks.schedule(
            () -> {
              AtomicReference<Duration> next = new AtomicReference<>(LOOK_EVERY);
              attend(() -> lease.current().ifPresent(session -> next.set(session.promote())));
              if (!looks.isShutdown()) {
                promoteAgainAfter(next.get());
              }
            },
            rest.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Schedules a duty that does not need a session. */
  private void always(ScheduledExecutorService thread, Runnable duty) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attend(duty),
            LOOK_EVERY.toMillis(),
            LOOK_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Ends the jobs that still run after the grace period. */
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
    if (renewal != null) {
      threads.shutdownNow(renewal);
      threads.shutdownNow(looks);
      threads.shutdownNow(output);
    }
  }

  private void every(
      ScheduledExecutorService thread, Duration period, Consumer<WorkerSession> duty) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> attend(() -> lease.current().ifPresent(duty)),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Runs a duty. Catches everything, because a duty that throws would silently never run again. */
  void attend(Runnable duty) {
    try {
      duty.run();
    } catch (QueueUnavailable e) {
      availability.failed(e);
    } catch (OutOfMemoryError e) {
      OutOfThreads.halt(e);
    } catch (RuntimeException | Error e) {
      LOG.error("looking after jobs: {}", e, e);
    }
  }

  private void renew(WorkerSession session) {
    Optional<Instant> outage = availability.since();
    Lease state = session.renew();
    availability.over(outage);
    if (state == Lease.TAKEN) {
      LOG.error(
          "worker {}: the name is in use by another process now; give each worker its own"
              + " --hostname",
          session.worker());
      lease.forget();
    } else if (state == Lease.REGAINED) {
      LOG.info("worker {}: lease had ended and is held again", session.worker());
    }
  }

  private static void report(int recovered) {
    if (recovered > 0) {
      LOG.info("jobs={}: requeued from workers that stopped responding", recovered);
    }
  }

  private void endCancelled() {
    List<JobAttempt> running = runner.running();
    if (!running.isEmpty()) {
      List<String> ids = running.stream().map(attempt -> attempt.job().id()).toList();
      Set<String> cancelled = cancellations.requested(ids);
      running.stream()
          .filter(attempt -> cancelled.contains(attempt.job().id()))
          .forEach(attempt -> attempt.end(JobAttempt.End.CANCELLED));
    }
  }
}
