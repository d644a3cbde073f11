// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.monitor.Spans.OpenSpan;

/** Route of an attempt, from a claimed job to its outcome. */
@FunctionalInterface
public interface AttemptRoute {

  /**
   * Runs the attempt on the caller's thread and returns when it has ended.
   *
   * @param span parent of the spans of the route
   * @return the outcome, also if the route itself fails
   */
  JobOutcome run(JobAttempt attempt, OpenSpan span);
}
