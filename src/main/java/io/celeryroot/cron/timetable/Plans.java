// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.text.UnreadableValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Reads timetables from the texts that {@link Timetable#plan} writes. */
public final class Plans {

  private Plans() {}

  /**
   * Reads a plan.
   *
   * @return empty: not a text that we wrote
   */
  public static Optional<Timetable> parse(String plan) {
    int blank = plan.lastIndexOf(' ');
    String text = plan.substring(0, Math.max(blank, 0));
    try {
      ZoneId zone = ZoneId.of(plan.substring(blank + 1));
      if (text.startsWith(Interval.WORD)) {
        return Interval.parse(text, zone).map(Timetable.class::cast);
      }
      if (text.equals(Never.WORD)) {
        return Optional.of(new Never(zone));
      }
      return Optional.of(
          text.startsWith(Once.WORD)
              ? new Once(LocalTimes.parse(text.substring(Once.WORD.length())), zone)
              : CronTimes.parse(text, zone));
    } catch (UnreadableValue | DateTimeException e) {
      return Optional.empty();
    }
  }
}
