// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

/** State of a worker's lease after it was renewed. */
public enum Lease {
  /** It was held without a break. */
  HELD,
  /** It had ended and was taken again; other workers may have taken over claimed jobs. */
  REGAINED,
  /** Another process has the name now; this one must claim no more. */
  TAKEN
}
