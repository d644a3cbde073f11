// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.worker.trust.JobTrust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
  private final int slots;
  private final Semaphore free;
  private final LeaseHolder lease;
  private final JobRunner runner;
  private final ClaimGate gate;
  private final ClaimLoop loop;
  private final WorkerMaintenance maintenance;

  private final PersistentWriter writer;
  private final ConsumerStats stats;
  private final WorkerThreads threads;
  private final AtomicInteger handedOver = new AtomicInteger();
  private volatile ExecutorService jobs;

  /**
   * @param setup its connections stay the caller's
   * @param route runs an admitted job
   */
  public RoleWorker(WorkerSetup setup, AttemptRoute route) {
    WorkerSetup.Shared shared = setup.shared();
    RedisAvailability availability = shared.availability();
    OutputLog output = new OutputLog(shared.redis(), shared.config().resultsKept());
    this.identity = setup.identity();
    this.threads = setup.threads();
    this.slots = setup.slots();
    this.free = setup.free();
    this.lease = new LeaseHolder(shared.redis(), shared.attempts(), identity, availability);
    this.gate = new ClaimGate(identity, shared.orders(), shared.shortages());
    this.writer = new PersistentWriter(availability);
    AttemptReport report = new AttemptReport(identity.host(), shared.listener(), shared.spans());
    this.stats = report.stats();
    FactReader facts =
        new FactReader(
            identity.host(),
            new LastRuns(shared.redis()),
            writer,
            new FactTasks(
                identity,
                shared.config(),
                route,
                new JobAttempt.Live(output, shared.spans(), FactReader::none)));
    this.runner =
        new JobRunner(
            new JobRunner.Parts(
                identity,
                shared.config(),
                shared.attempts(),
                gate,
                writer,
                availability,
                route,
                report,
                new JobTrust(
                    identity.role(), shared.redis().seals(), shared.nonces(), report::distrusted),
                facts,
                new JobAttempt.Live(output, shared.spans(), facts::of)),
            lease);
    OrphanReaper orphans = new OrphanReaper(new Results(shared.redis()), shared.config(), identity);
    this.loop =
        new ClaimLoop(
            lease,
            identity.lists(),
            gate,
            free,
            orphans,
            availability,
            this::handOver,
            runner::release);
    this.maintenance =
        new WorkerMaintenance(
            lease,
            runner,
            orphans,
            new Cancellations(shared.redis(), shared.config().resultsKept()),
            availability,
            () -> pending() > 0);
  }

  /**
   * Starts.
   *
   * @param isPaused true: it claims nothing until it is resumed
   */
  public void start(boolean isPaused) {
    writer.start();
    jobs = threads.cached("job");
    maintenance.start(threads);
    loop.start(threads, isPaused);
  }

  /** Stops claiming; running jobs go on. No job starts after this returns. */
  public void pause() {
    loop.pause();
  }

  /** Starts to claim again, unless an order about its queue or host keeps it from that. */
  public void resume() {
    gate.resume();
  }

  /** Returns true if an operator paused this worker itself, not its queue or its host. */
  public boolean isPausedHere() {
    return gate.isPausedHere();
  }

  public boolean isPaused() {
    return gate.isPaused();
  }

  /** The reason why it does not claim, with who wants that; empty: it claims. */
  public Optional<String> pausedBy() {
    return gate.pausedBy();
  }

  /**
   * Heeds an order that has come or gone. Running jobs go on; no job starts after this returns
   * true.
   *
   * @return true if it does not claim now
   */
  public boolean heed() {
    return loop.heed();
  }

  /** Ends the jobs that still run after the grace period, and releases them. */
  public void endAfter(Duration grace) {
    maintenance.endAfter(grace);
  }

  /** Ends the running jobs at once, and releases them. */
  public void endJobs() {
    runner.endAll(JobAttempt.End.GIVEN_BACK);
  }

  /** Claims no more; running jobs go on, and it may be stopped when none is {@link #pending()}. */
  public void retire() {
    loop.stop();
  }

  /** Ends the running jobs, waits until they are released, and ends the lease. */
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
      maintenance.lookAfterJobs();
      jobs.execute(
          () -> {
            try {
              Optional<Claim> next = Optional.of(claim);
              while (next.isPresent()) {
                next = runner.run(next.get()).filter(loop::isKept);
              }
            } finally {
              left();
            }
          });
    } catch (RejectedExecutionException e) {
      // The worker stops, and closing the session releases the job.
      left();
    }
  }

  private void left() {
    handedOver.decrementAndGet();
    free.release();
  }

  /** Number of claimed jobs that are not settled: about to start, running, or just ended. */
  public int pending() {
    return handedOver.get();
  }

  /** Names of the worker. */
  public WorkerIdentity identity() {
    return identity;
  }

  /** Returns true once the worker has been started. */
  public boolean isStarted() {
    return jobs != null;
  }

  /** Jobs that run now. */
  public List<RunningJob> running() {
    return runner.running().stream()
        .map(
            attempt ->
                new RunningJob(attempt.job().id(), attempt.task().name(), attempt.startedAt()))
        .toList();
  }

  /** Number of jobs that may run at a time. */
  public int slots() {
    return slots;
  }

  /** Returns true if Redis was reached and the lease is held. */
  public boolean isConnected() {
    return lease.isOpen();
  }

  /** Reason why jobs are not claimed now, or not from all lists; empty: they are. */
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
