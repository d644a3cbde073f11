// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * A wall clock that was wrong and was set right, forward.
 *
 * @param from when the machine started, by the wrong clock
 * @param until when it was set right, by the wrong clock
 * @param by how far it was behind
 */
public record ClockCorrection(Instant from, Instant until, Duration by) {

  /** Returns true if a time was read from the wrong clock. */
  boolean covers(Instant time) {
    return !time.isBefore(from) && !time.isAfter(until);
  }
}
