// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;

/**
 * Tells two listeners, one after the other. Thread-safe if they are.
 *
 * @param first is told before the second
 * @param second is told after the first
 */
public record BothListeners(EngineListener first, EngineListener second) implements EngineListener {

  @Override
  public void serves(String role) {
    first.serves(role);
    second.serves(role);
  }

  @Override
  public void paused(String role, boolean isPaused) {
    first.paused(role, isPaused);
    second.paused(role, isPaused);
  }

  @Override
  public void submitted(RunRecord run) {
    first.submitted(run);
    second.submitted(run);
  }

  @Override
  public void started(Job job, String host, int attempt) {
    first.started(job, host, attempt);
    second.started(job, host, attempt);
  }

  @Override
  public void distrusted(Job job) {
    first.distrusted(job);
    second.distrusted(job);
  }

  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    first.ended(job, host, outcome, isFinal);
    second.ended(job, host, outcome, isFinal);
  }

  @Override
  public void foreign(String what) {
    first.foreign(what);
    second.foreign(what);
  }

  @Override
  public void settled(Job job, JobOutcome outcome) {
    first.settled(job, outcome);
    second.settled(job, outcome);
  }
}
