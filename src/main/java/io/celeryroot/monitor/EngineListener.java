// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.run.RunRecord;

/**
 * Listener for the events of Beat and workers in this process. Called on the thread of the event:
 * return soon, throw nothing.
 */
public interface EngineListener {

  /** Ignores all events. */
  EngineListener NONE = new EngineListener() {};

  /**
   * A worker of this process will serve a role.
   *
   * @param role key under {@code workers:}
   */
  default void serves(String role) {}

  /**
   * An operator has paused or resumed a consumer or a producer.
   *
   * @param role whose queue it takes from or puts into
   */
  default void paused(String role, boolean isPaused) {}

  /** A run was enqueued. */
  default void submitted(RunRecord run) {}

  /**
   * An attempt starts.
   *
   * @param host that runs it
   * @param attempt 1-based
   */
  default void started(Job job, String host, int attempt) {}

  /** A job will run although it is not signed as it should be, because signatures only warn. */
  default void distrusted(Job job) {}

  /**
   * An attempt ended.
   *
   * @param host that ran it
   * @param isFinal false: it will be retried
   */
  default void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {}

  /**
   * Something in Redis was found that no process of ours writes.
   *
   * @param what {@code job}, {@code decision}, {@code slot}, {@code run}, {@code result} or {@code
   *     expiry}
   */
  default void foreign(String what) {}

  /**
   * This process has stored the result of a job, also of one that expired or was skipped, lost or
   * cancelled. Called once for each job on the whole site.
   */
  default void settled(Job job, JobOutcome outcome) {}
}
