// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.text.EnumWords;

/** The causes that an answer may have; those that need somebody to look come first. */
public enum Cause {
  LOST,
  FAILED,
  TIMED_OUT,
  REJECTED,
  NO_TARGET,
  MISSED_WITHOUT_BEAT,
  MISSED,
  VANISHED,
  HOST_NEVER_SEEN,
  HOST_AWAY,
  NOT_SERVED,
  CLAIMS_PAUSED,
  WORKER_SILENT,
  SLOTS_BUSY,
  IN_LINE,
  HELD,
  WAVE,
  NOT_BEGUN,
  RETRY,
  UNTIL,
  BEAT_AWAY,
  DUE_NOW,
  RUNS,
  EXPIRED,
  CANCELLED,
  SKIPPED_OVERLAP_AWAY,
  SKIPPED_OVERLAP,
  SKIPPED_BLACKOUT,
  SKIPPED,
  OK,
  DISABLED,
  BY_HAND,
  PAUSED,
  NOT_DUE_TIME_CHANGE,
  NOT_DUE,
  NOT_YET_DUE,
  BEFORE_RECORDS,
  NOT_TARGETED,
  NOT_IN_FILE,
  NEVER_RUN;

  /** The word for programs, such as {@code host_away}. */
  public String word() {
    return EnumWords.of(this);
  }
}
