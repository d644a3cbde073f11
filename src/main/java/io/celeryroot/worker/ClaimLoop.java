// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.monitor.Watchdog;
import io.celeryroot.queue.Claim;
import io.celeryroot.queue.WorkerNameTaken;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims jobs on one thread: waits for a free slot, then for a job, and hands both on.
 *
 * <p>While there is nothing to do it waits at its lists in turn, so that a job is found within two
 * waits. While there is, it looks into all of them without waiting.
 */
final class ClaimLoop {

  /** How long to wait at one list; a job in the other one waits that long at most. */
  private static final Duration WAIT = Duration.ofMillis(150);

  private static final Duration SLOT_WAIT = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration NAME_TAKEN_PAUSE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final LeaseHolder lease;
  private final List<Target> lists;
  private final Slots slots;
  private final OrphanReaper orphans;
  private final RedisAvailability availability;
  private final Consumer<Claim> handOver;
  private final Consumer<Claim> release;
  private final ForeignLists foreign = new ForeignLists();
  private volatile boolean isPaused;
  private volatile boolean isStopped;

  /** Barks when Redis was not looked at for long. */
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(10));

  private ExecutorService thread;
  private WorkerThreads threads;
  private boolean isBusy;
  private int turn;
  private Duration backOff = FIRST_PAUSE;

  /**
   * @param lists of the worker
   * @param handOver takes a claim, with the slot that was taken for it
   * @param release gives back a claim that nobody wants any more
   */
  ClaimLoop(
      LeaseHolder lease,
      List<Target> lists,
      Slots slots,
      OrphanReaper orphans,
      RedisAvailability availability,
      Consumer<Claim> handOver,
      Consumer<Claim> release) {
    this.lease = lease;
    this.lists = lists;
    this.slots = slots;
    this.orphans = orphans;
    this.availability = availability;
    this.handOver = handOver;
    this.release = release;
  }

  void start(WorkerThreads maker) {
    isStopped = false;
    isPaused = false;
    threads = maker;
    thread = maker.single("claim");
    thread.execute(this::run);
  }

  /** Nothing is handed over after this returns. */
  synchronized void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Returns when nothing is claimed any more. */
  void stop() {
    isStopped = true;
    if (thread != null) {
      thread.shutdownNow();
      try {
        thread.awaitTermination(WAIT.toMillis() * 20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      threads.shutdownNow(thread);
    }
  }

  /** Why jobs are not claimed now, or not all; empty: they are. */
  Optional<String> trouble() {
    Optional<String> outage = availability.reason();
    if (outage.isPresent()) {
      return Optional.of("Redis does not answer: " + outage.get());
    }
    return watchdog.trouble("no look at the queue").or(foreign::trouble);
  }

  /** How long ago the last successful look at Redis was. */
  Duration sinceLastLook() {
    return watchdog.length();
  }

  private void run() {
    try {
      while (!isStopped) {
        stepOrRest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A worker that looks alive and claims nothing would be the worst of all. */
  private void stepOrRest() throws InterruptedException {
    try {
      step();
    } catch (OutOfMemoryError e) {
      OutOfThreads.halt(e);
    } catch (RuntimeException | Error e) {
      LOG.error("claiming jobs: {}", e, e);
      rest(backOff);
    }
  }

  private void step() throws InterruptedException {
    if (isPaused) {
      watchdog.seen();
      TimeUnit.MILLISECONDS.sleep(WAIT.toMillis());
    } else if (slots.take(SLOT_WAIT)) {
      Optional<Claim> claim = Optional.empty();
      try {
        claim = claim();
      } finally {
        if (claim.isEmpty()) {
          slots.release();
        }
      }
      claim.ifPresent(this::handOver);
    } else {
      watchdog.seen();
    }
  }

  /** A stop may come between the question and the answer: then the job is another worker's. */
  private void handOver(Claim claim) {
    if (!isTaken(claim)) {
      release.accept(claim);
      slots.release();
    }
  }

  private synchronized boolean isTaken(Claim claim) {
    boolean isWanted = !isPaused && !isStopped;
    if (isWanted) {
      handOver.accept(claim);
    }
    return isWanted;
  }

  private Optional<Claim> claim() throws InterruptedException {
    try {
      WorkerSession session = lease.open();
      orphans.end();
      Optional<Claim> claim = look(session);
      watchdog.seen();
      backOff = FIRST_PAUSE;
      return claim;
    } catch (QueueUnavailable e) {
      if (!isStopped) {
        availability.failed(e);
        rest(backOff);
      }
    } catch (WorkerNameTaken e) {
      LOG.error("{}", e.getMessage());
      rest(NAME_TAKEN_PAUSE);
    } catch (RuntimeException e) {
      LOG.error("claiming a job: {}", e, e);
      rest(backOff);
    }
    return Optional.empty();
  }

  private void rest(Duration time) throws InterruptedException {
    Duration doubled = backOff.multipliedBy(2);
    backOff = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private Optional<Claim> look(WorkerSession session) throws InterruptedException {
    for (int i = 0; isBusy && i < lists.size(); i++) {
      Optional<Claim> claim = look(session, next(lists), Duration.ZERO);
      if (claim.isPresent()) {
        return claim;
      }
    }
    Optional<Claim> claim = look(session, next(lists), WAIT);
    isBusy = claim.isPresent();
    return claim;
  }

  /** What somebody has spoiled must not keep the jobs of the other lists from running. */
  private Optional<Claim> look(WorkerSession session, Target target, Duration wait)
      throws InterruptedException {
    if (foreign.isResting(target)) {
      TimeUnit.MILLISECONDS.sleep(wait.toMillis());
      return Optional.empty();
    }
    Optional<Instant> outage = availability.since();
    try {
      Optional<Claim> claim = session.claim(target, wait);
      availability.over(outage);
      foreign.over(target);
      return claim;
    } catch (QueueUnavailable e) {
      if (!e.isWrongType()) {
        throw e;
      }
      foreign.failed(target, e);
      return Optional.empty();
    }
  }

  private Target next(List<Target> lists) {
    turn = (turn + 1) % lists.size();
    return lists.get(turn);
  }
}
