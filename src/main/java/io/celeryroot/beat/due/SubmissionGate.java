// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.job.run.SubmittedRun;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts the submissions of one origin; an operator may hold them back. Thread-safe. */
public final class SubmissionGate {

  private final HeldBack held;
  private final String name;
  private final AtomicBoolean isTold = new AtomicBoolean();
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile Optional<Instant> last = Optional.empty();

  /**
   * @param name of the origin in what is held back
   */
  public SubmissionGate(HeldBack held, String name) {
    this.held = held;
    this.name = name;
  }

  /** Submits a run and counts it. */
  public SubmittedRun count(Supplier<SubmittedRun> submission) {
    try {
      SubmittedRun run = submission.get();
      submitted(run);
      return run;
    } catch (RuntimeException e) {
      failed();
      throw e;
    }
  }

  /** Counts a run that was submitted. */
  void submitted(SubmittedRun run) {
    jobs.addAndGet(run.jobs().size());
    last = Optional.of(Instant.now());
  }

  /** Counts a submission that failed. */
  void failed() {
    failures.incrementAndGet();
  }

  public boolean isHeld() {
    return held.isHeld(name);
  }

  /** Returns true if it was held back before it was made, and nobody has asked yet. */
  public boolean isToBeTold() {
    return isHeld() && !isTold.getAndSet(true);
  }

  /** Holds submissions back, or lets them go on; returns true if that is a change. */
  public boolean hold(boolean isWanted) {
    isTold.set(isWanted);
    return held.hold(name, isWanted);
  }

  /** Jobs that were enqueued, or found in the queue already. */
  public long jobs() {
    return jobs.get();
  }

  /** Submissions that failed. */
  public long failures() {
    return failures.get();
  }

  /** The time of the last submission; empty: none yet. */
  public Optional<Instant> last() {
    return last;
  }
}
