// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

/**
 * Is told of the jobs that get their result by one connection, whatever the reason: they were run,
 * expired, were skipped, cancelled, lost or rejected. Since only one result of a job is stored, it
 * is told once on the whole site. Called on the thread that stores it: return soon, throw nothing.
 */
@FunctionalInterface
public interface JobListener {

  /** Tells nobody. */
  JobListener NONE = (job, outcome) -> {};

  /** A job has its result. */
  void ended(Job job, JobOutcome outcome);
}
