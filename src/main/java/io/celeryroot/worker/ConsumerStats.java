// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What one consumer has done since it started. Thread-safe. */
public final class ConsumerStats {

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
    if (InFlightJobs.isFailure(outcome.outcome())) {
      failed.incrementAndGet();
    }
  }

  void refusedOne() {
    refused.incrementAndGet();
  }

  /** Returns how many so far. */
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
