// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Due instants at equal distances. Whole days begin at midnight of a zone, the other intervals in
 * 1970; the tools that are imported from count from their start instead, which no file tells.
 */
public record EvenTimes(Duration every, ZoneId zone) implements SourceTimes {

  private static final long DAY = 86_400;

  @Override
  public List<Instant> next(Instant after, int count) {
    List<Instant> due = new ArrayList<>();
    long seconds = every.toSeconds();
    if (seconds % DAY == 0) {
      long days = seconds / DAY;
      LocalDate day = after.atZone(zone).toLocalDate().minusDays(days);
      day = day.minusDays(Math.floorMod(ChronoUnit.DAYS.between(LocalDate.EPOCH, day), days));
      for (; due.size() < count; day = day.plusDays(days)) {
        Instant start = day.atStartOfDay(zone).toInstant();
        if (start.isAfter(after)) {
          due.add(start);
        }
      }
      return due;
    }
    long last = after.getEpochSecond();
    for (int i = 0; i < count; i++) {
      last = last - Math.floorMod(last, seconds) + seconds;
      due.add(Instant.ofEpochSecond(last));
    }
    return due;
  }
}
