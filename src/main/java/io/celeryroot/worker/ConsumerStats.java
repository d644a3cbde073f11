// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of one worker since its start. Thread-safe. */
public final class ConsumerStats {

  private static final Set<Outcome> FAILURES =
      Set.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.LOST, Outcome.REJECTED);

  private final AtomicLong processed = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private volatile String lastClaim = "";

  void claimed(Instant when) {
    lastClaim = when.toString();
  }

  void ended(JobOutcome outcome) {
    processed.incrementAndGet();
    if (isFailure(outcome.outcome())) {
      failed.incrementAndGet();
    }
  }

  static boolean isFailure(Outcome outcome) {
    return FAILURES.contains(outcome);
  }

  void refusedOne() {
    refused.incrementAndGet();
  }

  /** Counts a late result; returns the number so far. */
  long lateOne() {
    return late.incrementAndGet();
  }

  public long processed() {
    return processed.get();
  }

  public long failed() {
    return failed.get();
  }

  public long refused() {
    return refused.get();
  }

  public long late() {
    return late.get();
  }

  public String lastClaim() {
    return lastClaim;
  }
}
