// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.DueInstants;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The due instants of a cron expression in a zone. */
public record CronTimes(CronExpression cron, ZoneId zone) implements Timetable {

  public CronTimes {
    requireNonNull(cron, "cron");
    requireNonNull(zone, "zone");
  }

  /**
   * Reads an expression.
   *
   * @throws io.celeryroot.text.UnreadableValue as {@link CronExpression#parse}
   */
  static CronTimes parse(String text, ZoneId zone) {
    return new CronTimes(CronExpression.parse(text), zone);
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return DueInstants.next(cron, zone, after);
  }

  @Override
  public String text() {
    return cron.text();
  }

  @Override
  public String describe() {
    return cron.describe();
  }

  @Override
  public List<String> toQuartz() {
    return cron.toQuartz();
  }
}
