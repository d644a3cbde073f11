// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.job.Target;

/**
 * A job of a run, as its record names it.
 *
 * @param id Celery task id
 * @param target where it was sent
 */
public record RunJob(String id, Target target) {

  /** Returns true if another job is of the same role. */
  boolean isOfRole(RunJob other) {
    return target.role().equals(other.target.role()) && target.queue().equals(other.target.queue());
  }

  /** Returns true if another job is of the same role, and for one host or for any as this one. */
  boolean isOfList(RunJob other) {
    return isOfRole(other) && target.host().isPresent() == other.target.host().isPresent();
  }
}
