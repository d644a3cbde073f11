// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.job.Job;
import io.celeryroot.sign.Seals;
import java.util.List;

/** Messages of jobs that are sent alone. */
public final class SealedJobs {

  private SealedJobs() {}

  public static String write(Job job, Seals seals) {
    return JobSeal.writeAll(List.of(job), seals).get(0);
  }
}
