// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A timetable without due instants, of what is started by hand.
 *
 * @param zone in which the times of its owner are read
 */
public record Never(ZoneId zone) implements Timetable {

  static final String WORD = "by hand";

  public Never {
    requireNonNull(zone, "zone");
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return Optional.empty();
  }

  @Override
  public String text() {
    return WORD;
  }

  @Override
  public String describe() {
    return "when it is started by hand";
  }

  @Override
  public List<String> toQuartz() {
    return List.of();
  }
}
