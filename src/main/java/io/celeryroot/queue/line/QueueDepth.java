// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.line;

import io.celeryroot.job.Target;

/**
 * Numbers of the jobs of one list.
 *
 * @param target whose list it is; its role may be unknown and then has an empty name
 * @param waiting in line
 * @param delayed retries and jobs with an ETA that is not reached
 * @param claimed held by workers
 */
public record QueueDepth(Target target, long waiting, long delayed, long claimed) {

  /** Returns the name of the Redis list. */
  public String list() {
    return target.list();
  }

  /** Returns true if no job lies there, and none is held by a worker. */
  public boolean isEmpty() {
    return waiting == 0 && delayed == 0 && claimed == 0;
  }
}
