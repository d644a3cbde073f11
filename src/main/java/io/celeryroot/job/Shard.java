// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

/**
 * The place of a job among those of its run, for tasks that divide their work among the hosts.
 *
 * @param index from 0, in the order of the run's targets
 * @param count number of jobs of the run
 */
public record Shard(int index, int count) {

  /** A job that is alone in its run, or of which nobody said otherwise. */
  public static final Shard WHOLE = new Shard(0, 1);

  /** Returns true if the job is alone in its run. */
  boolean isWhole() {
    return count == 1;
  }

  /** Returns true if there can be such a place. */
  static boolean isPossible(long index, long count) {
    return index >= 0 && index < count && count <= Integer.MAX_VALUE;
  }
}
