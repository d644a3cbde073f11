// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

/** Decisions about a due instant; whoever decides first decides for all Beats. */
public enum DueDecision {
  /** It runs, also when the Beat that decided so has died since. */
  RUN,
  /** It never runs. */
  MISSED,
  /** Nobody has decided. */
  OPEN,
  /** The schedule is paused, so nothing was decided. */
  PAUSED,
  /** It was decided so long ago that only the record of its run, if there is one, tells how. */
  OVER
}
