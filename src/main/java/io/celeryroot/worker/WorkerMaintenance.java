// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Lease;
import io.celeryroot.queue.claim.WorkerLease;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Shortage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regular duties of a worker besides running jobs. One thread only renews the lease, one looks
 * after cancelled, delayed and lost jobs and time limits, and one stores the output of jobs. While
 * no job is claimed, nothing looks after jobs, so that an idle worker wakes rarely.
 */
final class WorkerMaintenance {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Delay of the output for a reader that follows a job. */
  private static final Duration OUTPUT_EVERY = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final LeaseHolder lease;
  private final JobRunner runner;
  private final OrphanReaper orphans;
  private final Cancellations cancellations;
  private final RedisAvailability availability;
  private final BooleanSupplier hasJobs;
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private WorkerThreads threads;
  private ScheduledExecutorService renewal;
  private ScheduledExecutorService looks;
  private ScheduledExecutorService output;
  private Optional<ScheduledFuture<?>> promotion = Optional.empty();

  /**
   * @param hasJobs returns true while claimed jobs are not settled
   */
  WorkerMaintenance(
      LeaseHolder lease,
      JobRunner runner,
      OrphanReaper orphans,
      Cancellations cancellations,
      RedisAvailability availability,
      BooleanSupplier hasJobs) {
    this.lease = lease;
    this.runner = runner;
    this.orphans = orphans;
    this.cancellations = cancellations;
    this.availability = availability;
    this.hasJobs = hasJobs;
  }

  void start(WorkerThreads maker) {
    threads = maker;
    renewal = maker.scheduled("lease");
    looks = maker.scheduled("look-after");
    output = maker.scheduled("output");
    every(output, OUTPUT_EVERY, session -> runner.storeOutput());
    every(renewal, WorkerLease.RENEW_EVERY, this::renew);
    every(looks, WorkerSession.RECOVER_EVERY, this::recover);
    promoteIn(LOOK_EVERY);
    isLooking.set(false);
    if (hasJobs.getAsBoolean()) {
      lookAfterJobs();
    }
  }

  /** Looks after the claimed jobs every second until all are settled. */
  void lookAfterJobs() {
    if (isLooking.compareAndSet(false, true)) {
      var unused = looks.schedule(this::look, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    List.<Runnable>of(this::endCancelled, runner::endOverdue, runner::endTakenOver)
        .forEach(this::attend);
    isLooking.set(false);
    if (hasJobs.getAsBoolean()) {
      lookAfterJobs();
    }
  }

  /** Promotes delayed jobs after that time, unless it is going to do so sooner. */
  private synchronized void promoteIn(Duration wait) {
    boolean isPlanned =
        promotion.isPresent() && promotion.get().getDelay(TimeUnit.MILLISECONDS) <= wait.toMillis();
    if (!isPlanned && !looks.isShutdown()) {
      promotion.ifPresent(later -> later.cancel(false));
      promotion =
          Optional.of(
              looks.schedule(() -> attend(this::promote), wait.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private void promote() {
    synchronized (this) {
      promotion = Optional.empty();
    }
    Optional<Duration> next = Optional.of(LOOK_EVERY);
    try {
      next = lease.current().flatMap(WorkerSession::promote);
    } finally {
      next.ifPresent(this::promoteIn);
    }
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

  synchronized void stop() {
    if (renewal != null) {
      threads.shutdownNow(renewal);
      threads.shutdownNow(looks);
      threads.shutdownNow(output);
      promotion = Optional.empty();
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
    } catch (Shortage e) {
      runner.lacks(e);
    } catch (OutOfMemoryError e) {
      OutOfThreads.halt(e);
    } catch (RuntimeException | Error e) {
      LOG.error("looking after jobs: {}", e, e);
    }
  }

  private void renew(WorkerSession session) {
    Optional<Instant> outage = availability.since();
    Lease state = session.lease().renew();
    availability.over(outage);
    session.lease().nextDue().ifPresent(this::promoteIn);
    if (state == Lease.TAKEN) {
      LOG.error(
          "worker {}: the name is in use by another process now; give each worker its own"
              + " --hostname",
          session.worker());
      lease.forget();
    } else if (state == Lease.REGAINED) {
      LOG.info("worker {}: lease had ended and is held again", session.worker());
    }
    lease.renewed();
  }

  private void recover(WorkerSession session) {
    runner.tellRest();
    int recovered = session.recover();
    if (recovered > 0) {
      LOG.info("jobs={}: requeued from workers that stopped responding", recovered);
    }
    orphans.end();
  }

  private void endCancelled() {
    List<JobAttempt> running = runner.running();
    if (lease.isOpen() && !running.isEmpty()) {
      List<String> ids = running.stream().map(attempt -> attempt.job().id()).toList();
      Set<String> cancelled = cancellations.requested(ids);
      running.stream()
          .filter(attempt -> cancelled.contains(attempt.job().id()))
          .forEach(attempt -> attempt.end(JobAttempt.End.CANCELLED));
    }
  }
}
