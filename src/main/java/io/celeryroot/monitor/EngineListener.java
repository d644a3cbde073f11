// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;

/**
 * Is told what Beat and workers of this process do. Called on the thread that does it: return soon,
 * throw nothing.
 */
public interface EngineListener {

  /** Hears nothing. */
  EngineListener NONE = new EngineListener() {};

  /**
   * A worker of this process will serve a role.
   *
   * @param role key under {@code workers:}
   */
  default void serves(String role) {}

  /**
   * An operator has paused a consumer or a producer, or has let it go on.
   *
   * @param role whose queue it takes from or puts into
   */
  default void paused(String role, boolean isPaused) {}

  /** A run was put into its queues. */
  default void submitted(RunRecord run) {}

  /**
   * An attempt begins.
   *
   * @param host that runs it
   * @param attempt 1-based
   */
  default void started(Job job, String host, int attempt) {}

  /**
   * An attempt ended.
   *
   * @param host that ran it
   * @param isFinal false: it will be tried again
   */
  default void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {}

  /**
   * A job has its result, and this process stored it: also one that expired, was skipped, lost or
   * cancelled. Once for each job on the whole site.
   */
  default void settled(Job job, JobOutcome outcome) {}
}
