// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.JobMetrics;

/** Counts each event and passes it on. */
final class Metered implements EngineListener {

  private final JobMetrics metrics;
  private final EngineListener next;

  Metered(JobMetrics metrics, EngineListener next) {
    this.metrics = metrics;
    this.next = next;
  }

  @Override
  public void serves(String role) {
    metrics.serves(role);
    next.serves(role);
  }

  @Override
  public void paused(String role, boolean isPaused) {
    metrics.paused(role, isPaused);
    next.paused(role, isPaused);
  }

  @Override
  public void submitted(RunRecord run) {
    metrics.submitted(run);
    next.submitted(run);
  }

  @Override
  public void started(Job job, String host, int attempt) {
    metrics.started(job, attempt);
    next.started(job, host, attempt);
  }

  @Override
  public void distrusted(Job job) {
    metrics.distrusted(job);
  }

  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    metrics.ended(job, outcome, isFinal);
    next.ended(job, host, outcome, isFinal);
  }

  @Override
  public void foreign(String what) {
    metrics.foreign(what);
    next.foreign(what);
  }

  @Override
  public void settled(Job job, JobOutcome outcome) {
    metrics.settled(job, outcome);
    next.settled(job, outcome);
  }
}
