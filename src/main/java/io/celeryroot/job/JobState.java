// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

/** Celery's states. */
public enum JobState {
  PENDING,
  STARTED,
  RETRY,
  SUCCESS,
  FAILURE,
  REVOKED;

  /** Returns true if nothing more can happen to the job. */
  public boolean isTerminal() {
    return this == SUCCESS || this == FAILURE || this == REVOKED;
  }
}
