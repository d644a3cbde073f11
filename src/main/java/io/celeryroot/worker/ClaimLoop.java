// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Target;
import io.celeryroot.monitor.health.BackOff;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.monitor.health.Watchdog;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.text.Shortage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims jobs: takes a free slot, looks at all lists, and hands both on. While all lists are empty,
 * it leaves the slot to the {@link ListWaiter}s, so that a job is claimed as soon as it arrives.
 */
final class ClaimLoop {

  private static final Duration PAUSED = Duration.ofMillis(150);
  private static final Duration SLOT_WAIT = Duration.ofMillis(500);
  private static final Duration ENDING = Duration.ofSeconds(3);
  private static final Duration NAME_TAKEN_PAUSE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final LeaseHolder lease;
  private final List<Target> lists;
  private final Semaphore slots;
  private final OrphanReaper orphans;
  private final RedisAvailability availability;
  private final Consumer<Claim> handOver;
  private final Consumer<Claim> release;
  private final ClaimGate gate;

  /** Barks if the last look at Redis was long ago. */
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(10));

  private final IdleSlot idle = new IdleSlot();
  private volatile Map<String, ListWaiter> waiters = Map.of();
  private ExecutorService thread;
  private ExecutorService waiting;
  private WorkerThreads threads;
  private final BackOff backOff = new BackOff(Duration.ofSeconds(2));

  /**
   * @param lists lists of the worker
   * @param slots one permit for each job that may run
   * @param handOver receives a claim and the slot that was taken for it
   * @param release releases a claim that is not wanted any more
   */
  ClaimLoop(
      LeaseHolder lease,
      List<Target> lists,
      ClaimGate gate,
      Semaphore slots,
      OrphanReaper orphans,
      RedisAvailability availability,
      Consumer<Claim> handOver,
      Consumer<Claim> release) {
    this.lease = lease;
    this.lists = lists;
    this.gate = gate;
    this.slots = slots;
    this.orphans = orphans;
    this.availability = availability;
    this.handOver = handOver;
    this.release = release;
    lease.onRenewal(idle::stir);
  }

  void start(WorkerThreads maker, boolean isPaused) {
    gate.open(isPaused);
    threads = maker;
    thread = maker.single("claim");
    waiting = maker.cached("wait");
    waiters = Map.of();
    Map<String, Target> sources = new LinkedHashMap<>();
    lists.forEach(list -> sources.put(list.list(), list));
    waitAt(sources);
    thread.execute(this::run);
  }

  /** Waits at lists that nobody waits at yet. */
  private synchronized void waitAt(Map<String, Target> sources) {
    Map<String, ListWaiter> all = new LinkedHashMap<>(waiters);
    sources.forEach(
        (list, target) ->
            all.computeIfAbsent(
                list,
                added -> {
                  ListWaiter waiter =
                      new ListWaiter(added, target, lease, idle, availability, this::looked);
                  if (!gate.isStopped()) {
                    waiting.execute(waiter::run);
                  }
                  return waiter;
                }));
    waiters = all;
  }

  /** Returns true if jobs came into a list that nobody waits at yet. */
  private boolean hasNewList() {
    return lease.current().filter(session -> session.sources().size() > waiters.size()).isPresent();
  }

  /** Stops claiming. Nothing is handed over after this returns. */
  synchronized void pause() {
    gate.pause();
    idle.stir();
  }

  /** Returns true if it does not claim now; then nothing is handed over after this returns. */
  synchronized boolean heed() {
    idle.stir();
    return gate.isPaused();
  }

  /** Stops the threads, and returns when nothing is claimed any more. */
  void stop() {
    gate.stop();
    if (thread != null) {
      stopWaiting();
      threads.shutdownNow(thread);
      threads.shutdownNow(waiting);
      await(thread);
      await(waiting);
    }
  }

  private synchronized void stopWaiting() {
    waiters.values().forEach(ListWaiter::stop);
  }

  private static void await(ExecutorService ending) {
    try {
      ending.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reason why jobs are not claimed now, or not from all lists; empty: they are. */
  Optional<String> trouble() {
    Optional<String> outage = availability.reason();
    if (outage.isPresent()) {
      return Optional.of("Redis does not answer: " + outage.get());
    }
    return watchdog
        .trouble("no look at the queue")
        .or(gate::shortage)
        .or(
            () ->
                waiters.values().stream().flatMap(waiter -> waiter.trouble().stream()).findFirst());
  }

  /** Time since the last successful look at Redis. */
  Duration sinceLastLook() {
    return watchdog.length();
  }

  private void run() {
    try {
      while (!gate.isStopped()) {
        stepOrRest();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Survives every failure: a worker that looks alive and claims nothing would be the worst. */
  private void stepOrRest() throws InterruptedException {
    try {
      step();
    } catch (QueueUnavailable e) {
      failed(e);
    } catch (Shortage e) {
      gate.lacks(e);
    } catch (OutOfMemoryError e) {
      OutOfThreads.halt(e);
    } catch (RuntimeException | Error e) {
      LOG.error("claiming jobs: {}", e, e);
      backOff.pause();
    }
  }

  private void step() throws InterruptedException {
    if (!gate.isOpen()) {
      watchdog.seen();
      TimeUnit.MILLISECONDS.sleep(PAUSED.toMillis());
    } else if (slots.tryAcquire(SLOT_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      Optional<Claim> claim = Optional.empty();
      boolean isIdle = false;
      try {
        Optional<WorkerSession> session = session();
        // The first session also brings the orders that held before the worker started.
        boolean isOpen = session.isPresent() && gate.isOpen();
        session.filter(open -> isOpen && hasNewList()).ifPresent(open -> waitAt(open.sources()));
        claim = session.filter(open -> isOpen).flatMap(this::claim);
        isIdle = isOpen && claim.isEmpty();
      } finally {
        if (claim.isEmpty() && !isIdle) {
          slots.release();
        }
      }
      claim.ifPresent(this::handOver);
      if (isIdle) {
        rest();
      }
    } else {
      watchdog.seen();
    }
  }

  /** Leaves the slot to the waiters until one of them has used it, or claiming must stop. */
  private void rest() throws InterruptedException {
    idle.put();
    try {
      boolean isUsed = false;
      while (!isUsed && gate.isOpen() && lease.isOpen() && !hasNewList()) {
        isUsed = idle.await(false);
      }
    } finally {
      if (idle.take()) {
        slots.release();
      }
    }
  }

  /** Takes what a waiter found. A job without a free slot goes back to the front of its list. */
  private void looked(Optional<Claim> claim) {
    watchdog.seen();
    if (claim.isPresent()) {
      if (idle.take() || slots.tryAcquire()) {
        handOver(claim.get());
      } else {
        release.accept(claim.get());
      }
    }
  }

  /** Releases the job instead if the loop was stopped while Redis answered. */
  private void handOver(Claim claim) {
    if (!isTaken(claim)) {
      release.accept(claim);
      slots.release();
    }
  }

  private synchronized boolean isTaken(Claim claim) {
    boolean isWanted = gate.isOpen();
    if (isWanted) {
      handOver.accept(claim);
    }
    return isWanted;
  }

  /**
   * Decides about a job that was claimed on a slot which is in use: it runs on, unless claiming was
   * paused meanwhile. Then the job is released.
   */
  synchronized boolean isKept(Claim next) {
    boolean isWanted = gate.isOpen();
    if (!isWanted) {
      release.accept(next);
    }
    return isWanted;
  }

  private Optional<WorkerSession> session() throws InterruptedException {
    try {
      WorkerSession session = lease.open();
      gate.learn();
      orphans.end();
      return Optional.of(session);
    } catch (QueueUnavailable e) {
      failed(e);
    } catch (WorkerNameTaken e) {
      LOG.error("{}", e.getMessage());
      TimeUnit.MILLISECONDS.sleep(NAME_TAKEN_PAUSE.toMillis());
    }
    return Optional.empty();
  }

  private void failed(QueueUnavailable failure) throws InterruptedException {
    if (!gate.isStopped()) {
      availability.failed(failure);
      backOff.pause();
    }
  }

  /** Claims the next job; empty: all lists are empty, except those whose key is spoiled. */
  private Optional<Claim> claim(WorkerSession session) {
    Optional<Instant> outage = availability.since();
    try {
      Optional<Claim> claim = session.claim(gate.nextTurn());
      availability.over(outage);
      watchdog.seen();
      backOff.reset();
      return claim;
    } catch (QueueUnavailable e) {
      if (!e.isWrongType()) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
