// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

/** Whether the end of an attempt was put on record. */
public enum Finish {
  /** It was. */
  STORED,
  /** The claim was no longer the one that counts; nothing was written. */
  SUPERSEDED
}
