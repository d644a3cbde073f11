// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One due instant.
 *
 * @param at whole second
 * @param zone of {@code at}
 */
public record Once(LocalDateTime at, ZoneId zone) implements Timetable {

  static final String WORD = "at ";

  public Once {
    requireNonNull(at, "at");
    requireNonNull(zone, "zone");
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return LocalTimes.instant(at, zone).filter(after::isBefore);
  }

  @Override
  public String text() {
    return WORD + LocalTimes.format(at);
  }

  @Override
  public String describe() {
    return "once, at " + LocalTimes.format(at).replace('T', ' ');
  }

  /** Wakes in every year, since Quartz refuses a time that has passed. */
  @Override
  public List<String> toQuartz() {
    return List.of(
        "%d %d %d %d %d ?"
            .formatted(
                at.getSecond(),
                at.getMinute(),
                at.getHour(),
                at.getDayOfMonth(),
                at.getMonthValue()));
  }
}
