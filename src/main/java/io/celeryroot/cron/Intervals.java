// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The durations that {@code every:} may have: whole seconds from 1 s to 366 days. */
public final class Intervals {

  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofDays(366);

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Intervals() {}

  /** Returns true for whole seconds in the range. */
  public static boolean isAllowed(Duration duration) {
    return duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))
        && duration.compareTo(SHORTEST) >= 0
        && duration.compareTo(LONGEST) <= 0;
  }

  /** Returns true for a number of days of 24 hours. */
  public static boolean isWholeDays(Duration duration) {
    return duration.toSeconds() % DAY == 0;
  }

  /** Writes whole seconds in the largest unit that needs no fraction. */
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % DAY == 0) {
      return seconds / DAY + "d";
    }
    if (seconds % HOUR == 0) {
      return seconds / HOUR + "h";
    }
    return seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
  }
}
