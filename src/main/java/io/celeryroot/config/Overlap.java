// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/**
 * What happens to a job that is due on a host while the last one of its schedule has not ended
 * there.
 */
public enum Overlap {
  /** It is queued beside it. */
  ALLOW,
  /** It ends at once as {@code skipped (overlap)}. */
  SKIP,
  /** It waits until the last one has ended. */
  QUEUE
}
