// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

/** Results of a request to cancel a job. */
public enum Cancelled {
  /** It will not run. */
  CANCELLED,
  /** It runs; its worker will end it. */
  REQUESTED,
  /** It had ended. */
  ENDED
}
