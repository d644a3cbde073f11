// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.queue.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of one role: {@link ClaimLoop} claims when a slot is free, {@link JobRunner} takes a
 * claimed job to its end, {@link WorkerMaintenance} keeps the lease and looks after lost, delayed
 * and cancelled jobs. Thread-safe.
 */
public final class RoleWorker {

  private static final Duration CLOSING = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final WorkerIdentity identity;
  private final Slots slots;
  private final LeaseHolder lease;
  private final JobRunner runner;
  private final ClaimLoop loop;
  private final WorkerMaintenance maintenance;
  private final InFlightJobs inFlight;
  private final PersistentWriter writer;
  private final ConsumerStats stats;
  private final WorkerThreads threads;
  private final AtomicInteger handedOver = new AtomicInteger();
  private ExecutorService jobs;

  /**
   * @param setup what the worker needs; connections stay the caller's
   * @param route runs an admitted job
   */
  public RoleWorker(WorkerSetup setup, AttemptRoute route) {
    this.identity = setup.identity();
    this.threads = setup.threads();
    this.inFlight = setup.inFlight();
    this.slots = new Slots(setup.slots());
    this.lease = new LeaseHolder(setup.redis(), setup.attempts(), identity, setup.availability());
    this.writer = new PersistentWriter(setup.availability());
    AttemptReport report =
        new AttemptReport(identity.host(), setup.listener(), inFlight, setup.spans());
    this.stats = report.stats();
    this.runner =
        new JobRunner(
            new JobRunner.Parts(
                identity,
                setup.config(),
                setup.attempts(),
                writer,
                setup.availability(),
                route,
                report,
                inFlight,
                new JobAttempt.Live(setup.output(), setup.spans())),
            lease);
    this.loop =
        new ClaimLoop(
            lease,
            identity.lists(),
            slots,
            new OrphanReaper(setup.results(), setup.config(), identity),
            setup.availability(),
            this::handOver,
            runner::release);
    this.maintenance =
        new WorkerMaintenance(lease, runner, setup.cancellations(), setup.availability());
  }

  /** Starts to claim; a host that is not of the role claims nothing. */
  public void start() {
    inFlight.serves(
        new InFlightJobs.ServedRole(
            identity.role().name(),
            identity.lists().stream().map(io.celeryroot.job.Target::list).toList(),
            slots.total()));
    writer.start();
    jobs = threads.cached("job");
    maintenance.start(threads);
    loop.start(threads);
  }

  /** Claims nothing more; running jobs go on. Nothing is handed over after this returns. */
  public void pause() {
    loop.pause();
  }

  /** Claims again. */
  public void resume() {
    loop.resume();
  }

  public boolean isPaused() {
    return loop.isPaused();
  }

  /** Ends what still runs after the grace period, and releases it. */
  public void endAfter(Duration grace) {
    maintenance.endAfter(grace);
  }

  /** Ends the running jobs at once; they are released. */
  public void endJobs() {
    runner.endAll(JobAttempt.End.GIVEN_BACK);
  }

  /** Ends what runs, waits until it is released, and ends the lease. */
  public void stop() {
    loop.stop();
    if (jobs != null) {
      endJobs();
      awaitJobs(runner.slowestEnd().plus(CLOSING));
      threads.shutdownNow(jobs);
    }
    maintenance.stop();
    lease.close();
  }

  private void awaitJobs(Duration longest) {
    jobs.shutdown();
    try {
      if (!jobs.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("jobs={}: still running; requeued when the lease ends", runner.running().size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handOver(Claim claim) {
    handedOver.incrementAndGet();
    try {
      jobs.execute(
          () -> {
            try {
              runner.run(claim);
            } finally {
              left();
            }
          });
    } catch (RejectedExecutionException e) {
      // The worker stops; closing the session releases the job.
      left();
    }
  }

  private void left() {
    handedOver.decrementAndGet();
    slots.release();
  }

  /** Jobs handed over that are not settled: those that run, and those about to or just ended. */
  public int pending() {
    return handedOver.get();
  }

  /** Jobs that run now. */
  public int running() {
    return runner.running().size();
  }

  /** Jobs that may run at a time. */
  public int slots() {
    return slots.total();
  }

  /** Whether Redis was reached and the lease is held. */
  public boolean isConnected() {
    return lease.isOpen();
  }

  /** Reason for which no job is claimed now, or not from all lists; empty: all is well. */
  public Optional<String> trouble() {
    return loop.trouble();
  }

  /** Time since the last successful look at Redis. */
  public Duration sinceLastLook() {
    return loop.sinceLastLook();
  }

  /** Counters since the start. */
  public ConsumerStats stats() {
    return stats;
  }
}
