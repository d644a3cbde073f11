// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/** The effect of a change of local time on a cron schedule. */
final class TimeChange {

  private static final Duration NEAR = Duration.ofHours(26);

  private TimeChange() {}

  /**
   * Explains why a schedule is not due at an instant, though its expression names that local time.
   *
   * @return empty: no change of local time is the cause
   */
  static Optional<String> at(Timetable timetable, Instant instant) {
    if (!(timetable.base() instanceof CronTimes times) || timetable.isDue(instant)) {
      return Optional.empty();
    }
    ZoneOffsetTransition change = times.zone().getRules().previousTransition(instant.plus(NEAR));
    if (change == null || change.getInstant().isBefore(instant.minus(NEAR))) {
      return Optional.empty();
    }
    // The same expression on a clock that nobody changes.
    boolean before = isDue(times, change.getOffsetBefore(), instant);
    boolean after = isDue(times, change.getOffsetAfter(), instant);
    if (!before && !after) {
      return Optional.empty();
    }
    LocalDateTime from = change.getDateTimeBefore();
    LocalDateTime to = change.getDateTimeAfter();
    return Optional.of(
        change.isGap()
            ? "local time in %s skipped from %s to %s".formatted(times.zone(), from, to)
            : "local time in %s went back from %s to %s".formatted(times.zone(), from, to));
  }

  private static boolean isDue(CronTimes times, ZoneOffset offset, Instant instant) {
    return new CronTimes(times.cron(), offset).isDue(instant);
  }
}
