// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/** Policy for a job that is due on a host before the last one of its schedule has ended there. */
public enum Overlap {
  /** Queues it beside the last one. */
  ALLOW,
  /** Ends it at once as {@code skipped (overlap)}. */
  SKIP,
  /** Lets it wait until the last one has ended. */
  QUEUE,
  /** Cancels the last one, and all that wait for it, and lets it wait until that one has ended. */
  REPLACE
}
