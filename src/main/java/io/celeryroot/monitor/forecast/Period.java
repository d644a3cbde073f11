// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that is looked at.
 *
 * @param after exclusive
 * @param until inclusive
 */
public record Period(Instant after, Instant until) {

  public static final Duration WEEK = Duration.ofDays(7);

  public Period {
    if (until.isBefore(after)) {
      throw new IllegalArgumentException(after + " to " + until);
    }
  }

  /** Returns the seven days after an instant. */
  public static Period weekAfter(Instant now) {
    return new Period(now, now.plus(WEEK));
  }
}
