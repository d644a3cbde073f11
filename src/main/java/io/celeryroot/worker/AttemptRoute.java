// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.monitor.Spans.OpenSpan;

/** Runs an attempt: what stands between a claimed job and its outcome. */
@FunctionalInterface
public interface AttemptRoute {

  /**
   * Runs the attempt on the caller's thread and returns when it has ended.
   *
   * @param span the parent of what the route does
   * @return how it ended; a failure of the route itself is an outcome, too
   */
  JobOutcome run(JobAttempt attempt, OpenSpan span);
}
