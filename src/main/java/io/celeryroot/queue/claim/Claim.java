// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.Job;
import io.celeryroot.job.sign.SentForm;

/**
 * A worker's hold on a job. It is a lease: it lives as long as the worker renews; afterwards
 * another worker may take the job, and what is sent with this claim is refused.
 *
 * @param job what is claimed
 * @param message its entry in the Redis list, byte for byte
 * @param sent parts of the message
 * @param worker name of the worker
 * @param token of this claim and no other: the worker's instance, then a number
 */
public record Claim(Job job, String message, SentForm sent, String worker, String token) {

  public Claim {
    requireNonNull(job, "job");
    requireNonNull(message, "message");
    requireNonNull(sent, "sent");
    requireNonNull(worker, "worker");
    requireNonNull(token, "token");
  }

  /** A claim of a message that is read once more for it. */
  public Claim(Job job, String message, String worker, String token) {
    this(job, message, SentForm.of(message), worker, token);
  }

  @Override
  public String toString() {
    return job + " worker=" + worker;
  }
}
