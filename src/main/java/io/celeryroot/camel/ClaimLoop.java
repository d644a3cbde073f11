// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.Target;
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
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a consumer that claims: waits for a free slot, then for a job, and hands both on.
 *
 * <p>While there is nothing to do it waits at its lists in turn, so that a job is found within two
 * waits; while there is, it looks into all of them without waiting.
 */
final class ClaimLoop {

  /** How long to wait at one list; a job in the other one waits that long at most. */
  private static final Duration WAIT = Duration.ofMillis(150);

  private static final Duration SLOT_WAIT = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration NAME_TAKEN_PAUSE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Celeryroot celeryroot;
  private final Sessions sessions;
  private final Slots slots;
  private final JobRunner runner;
  private final LostProcesses lost;
  private final ForeignLists foreign = new ForeignLists();
  private volatile boolean isPaused;
  private volatile boolean isStopped;

  /** Without a look at Redis. */
  private final Silence silence = new Silence(Duration.ofSeconds(10));

  private ExecutorService thread;
  private ExecutorServiceManager threads;
  private boolean isBusy;
  private int turn;
  private Duration backOff = FIRST_PAUSE;

  ClaimLoop(Celeryroot celeryroot, Sessions sessions, Slots slots, JobRunner runner) {
    this.celeryroot = celeryroot;
    this.sessions = sessions;
    this.slots = slots;
    this.runner = runner;
    this.lost = new LostProcesses(celeryroot, sessions.lists());
  }

  void start(ExecutorServiceManager manager, Object source) {
    isStopped = false;
    isPaused = false;
    threads = manager;
    thread = manager.newSingleThreadExecutor(source, "claim");
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
    Optional<String> outage = celeryroot.outage().reason();
    if (outage.isPresent()) {
      return Optional.of("Redis does not answer: " + outage.get());
    }
    return silence
        .trouble("no look at the queue")
        .or(foreign::trouble)
        .or(celeryroot.scarcity()::trouble);
  }

  /** How long ago the last successful look at Redis was. */
  Duration sinceLastLook() {
    return silence.length();
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
    } catch (RuntimeException | Error e) {
      LOG.error("claiming jobs: {}", e, e);
      rest(backOff);
    }
  }

  private void step() throws InterruptedException {
    if (isPaused || celeryroot.scarcity().lasts()) {
      silence.end();
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
      silence.end();
    }
  }

  /** A stop may come between the question and the answer: then the job is another worker's. */
  private void handOver(Claim claim) {
    if (!isTaken(claim)) {
      runner.giveBack(claim);
      slots.release();
    }
  }

  private synchronized boolean isTaken(Claim claim) {
    boolean isWanted = !isPaused && !isStopped;
    if (isWanted) {
      runner.run(claim, slots::release);
    }
    return isWanted;
  }

  private Optional<Claim> claim() throws InterruptedException {
    try {
      WorkerSession session = sessions.open();
      lost.end();
      Optional<Claim> claim = look(session);
      silence.end();
      backOff = FIRST_PAUSE;
      return claim;
    } catch (QueueUnavailable e) {
      if (!isStopped) {
        celeryroot.outage().failed(e);
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
    List<Target> lists = sessions.lists();
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
    Optional<Instant> outage = celeryroot.outage().since();
    try {
      Optional<Claim> claim = session.claim(target, wait);
      celeryroot.outage().over(outage);
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
