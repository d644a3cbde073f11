// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

/**
 * How many jobs lie where, on one list.
 *
 * @param list Redis list
 * @param waiting in line
 * @param delayed retries and jobs with an ETA that is not reached
 * @param claimed held by workers
 */
public record QueueDepth(String list, long waiting, long delayed, long claimed) {

  /** Whether no job lies there, and none is held by a worker. */
  public boolean isEmpty() {
    return waiting == 0 && delayed == 0 && claimed == 0;
  }
}
