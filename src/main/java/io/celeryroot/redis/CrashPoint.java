// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The steps between a due instant and a finished job at which a process may die; the tests kill it
 * at each of them. The JVM ends as by {@code kill -9} when {@code -Dcl.crash=job-claimed:3} says so
 * and the step is passed for the third time; without the property a call is a constant that the JIT
 * removes.
 */
public enum CrashPoint {
  /** Submission: nothing is written yet. */
  RUN_NAMED,
  /** The record of the run is written, but not on the list of runs. */
  RUN_RECORDED,
  RUN_LISTED,
  /** One batch of jobs is in its queue. */
  JOB_ENQUEUED,
  /** The id of a skipped job is used up, its result is not written. */
  JOB_SKIP_MARKED,
  /** Beat: all jobs of the run are in their queues. */
  RUN_ENQUEUED,
  /** Beat: the due instant is on record. */
  DUE_RECORDED,
  /** Beat: missed due instants are counted, but the schedule may be looked at from before them. */
  MISSED_COUNTED,
  /** Worker: the lease is ours, the claims of our predecessor are where they were. */
  LEASE_TAKEN,
  JOB_CLAIMED,
  ATTEMPT_BEGUN,
  PROCESS_STARTED,
  PROCESS_ENDED,
  /** The result is written, the message still claimed. */
  RESULT_STORED,
  JOB_SETTLED,
  /** The next attempt is on record, the message still claimed. */
  RETRY_STORED,
  JOB_DELAYED,
  JOBS_PROMOTED,
  /** The rejection is on record, the message still claimed. */
  REJECTION_STORED,
  JOB_BURIED,
  /** A stopping worker's attempt is taken back, the message still claimed. */
  GIVE_BACK_STORED,
  JOB_GIVEN_BACK,
  /** A dead worker's attempt is counted, the message still claimed by the dead. */
  LOST_STORED,
  JOB_RECOVERED,
  /** A dead worker's job has ended as lost, its message is still claimed by the dead. */
  LOST_ENDED,
  /** A stopping worker has no claims any more, but its lease. */
  LEASE_ENDING;

  /** As a signal would say it. */
  private static final int KILLED = 137;

  private static final String WANTED = System.getProperty("cl.crash", "");
  private static final boolean IS_SET = !WANTED.isEmpty();
  private static final String NAME = WANTED.replaceFirst(":\\d+$", "");
  private static final AtomicInteger LEFT =
      new AtomicInteger(
          NAME.equals(WANTED) ? 1 : Integer.parseInt(WANTED.substring(NAME.length() + 1)));

  /** This step has been reached. */
  public void pass() {
    if (IS_SET && NAME.equals(toString()) && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** As in the property: {@code job-claimed}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
