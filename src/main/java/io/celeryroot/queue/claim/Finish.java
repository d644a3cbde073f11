// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

/** Results of putting the end of an attempt on record. */
public enum Finish {
  /** It was. */
  STORED,
  /** The job was to be tried again, but had been cancelled: it ended as that instead. */
  CANCELLED,
  /** The claim was no longer the one that counts; nothing was written. */
  SUPERSEDED
}
