// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run whose jobs are all in their queues.
 *
 * @param run its record
 * @param jobs by job id, in target order
 */
public record SubmittedRun(RunRecord run, Map<String, Enqueued> jobs) {

  public SubmittedRun {
    jobs = Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
  }
}
