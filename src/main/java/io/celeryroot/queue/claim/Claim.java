// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.Job;

/**
 * A worker's hold on a job. It is a lease: it lives as long as the worker renews; afterwards
 * another worker may take the job, and what is sent with this claim is refused.
 *
 * @param job what is claimed
 * @param message its entry in the Redis list, byte for byte
 * @param worker name of the worker
 * @param token of this claim and no other: the worker's instance, then a number
 */
public record Claim(Job job, String message, String worker, String token) {

  public Claim {
    requireNonNull(job, "job");
    requireNonNull(message, "message");
    requireNonNull(worker, "worker");
    requireNonNull(token, "token");
  }

  @Override
  public String toString() {
    return job + " worker=" + worker;
  }
}
