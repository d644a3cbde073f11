// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;
import java.util.List;

/** Tells several listeners, one after the other. Thread-safe if those are. */
public final class Listeners implements EngineListener {

  private volatile List<EngineListener> all;

  public Listeners(EngineListener... first) {
    this.all = List.of(first);
  }

  /**
   * Tells others from now on, so that jobs which began before a change of the file are counted
   * where people look after it.
   */
  public void use(EngineListener... next) {
    all = List.of(next);
  }

  @Override
  public void serves(String role) {
    all.forEach(listener -> listener.serves(role));
  }

  @Override
  public void paused(String role, boolean isPaused) {
    all.forEach(listener -> listener.paused(role, isPaused));
  }

  @Override
  public void submitted(RunRecord run) {
    all.forEach(listener -> listener.submitted(run));
  }

  @Override
  public void started(Job job, String host, int attempt) {
    all.forEach(listener -> listener.started(job, host, attempt));
  }

  @Override
  public void distrusted(Job job) {
    all.forEach(listener -> listener.distrusted(job));
  }

  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    all.forEach(listener -> listener.ended(job, host, outcome, isFinal));
  }

  @Override
  public void foreign(String what) {
    all.forEach(listener -> listener.foreign(what));
  }

  @Override
  public void settled(Job job, JobOutcome outcome) {
    all.forEach(listener -> listener.settled(job, outcome));
  }
}
