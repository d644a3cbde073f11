// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

/** Results of putting a job into its queue. */
public enum Enqueued {
  /** It waits in its queue, or among the delayed. */
  QUEUED,
  /** The id was enqueued before; nothing changed. */
  DUPLICATE,
  /** The last job of its schedule on this target has not ended; {@code skipped (overlap)}. */
  SKIPPED,
  /** It waits until the last job of its schedule on this target has ended. */
  HELD
}
