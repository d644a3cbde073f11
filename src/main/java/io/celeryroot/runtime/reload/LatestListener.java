// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.reload;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.EngineListener;

/**
 * Tells the listener that was given last, so that jobs which began before a change of the file are
 * counted where people look after it. Thread-safe if those are.
 */
public final class LatestListener implements EngineListener {

  private volatile EngineListener latest;

  public LatestListener(EngineListener first) {
    this.latest = first;
  }

  /** Tells another one from now on. */
  public void use(EngineListener next) {
    latest = next;
  }

  @Override
  public void serves(String role) {
    latest.serves(role);
  }

  @Override
  public void paused(String role, boolean isPaused) {
    latest.paused(role, isPaused);
  }

  @Override
  public void submitted(RunRecord run) {
    latest.submitted(run);
  }

  @Override
  public void started(Job job, String host, int attempt) {
    latest.started(job, host, attempt);
  }

  @Override
  public void distrusted(Job job) {
    latest.distrusted(job);
  }

  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    latest.ended(job, host, outcome, isFinal);
  }

  @Override
  public void foreign(String what) {
    latest.foreign(what);
  }

  @Override
  public void settled(Job job, JobOutcome outcome) {
    latest.settled(job, outcome);
  }
}
