// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run whose jobs are all in their queues.
 *
 * @param run its record
 * @param jobs by job id, in target order; none if they were left to another Beat
 */
public record SubmittedRun(RunRecord run, Map<String, Enqueued> jobs) {

  public SubmittedRun {
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
  }

  /** Returns true if its jobs were left to the Beat that made the run, with another cl.yaml. */
  public boolean isLeft() {
    return jobs.isEmpty() && !run.jobs().isEmpty();
  }

  /** Returns the ID of the run, which is what a route that started it leaves as its output. */
  @Override
  public String toString() {
    return run.id();
  }
}
