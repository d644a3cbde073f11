// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Instant;
import java.util.Optional;

/** Jobs that wait for a time, as Celery's clients ask for it. */
public final class Etas {

  private Etas() {}

  public static Job at(Instant eta, Job job) {
    return new Job(
        job.id(),
        job.run(),
        job.schedule(),
        job.due(),
        job.task(),
        job.args(),
        job.kwargs(),
        job.target(),
        Optional.of(eta),
        job.expires(),
        job.overlap(),
        job.submitted(),
        job.origin(),
        job.trace(),
        job.conditions(),
        job.options(),
        job.shard());
  }
}
