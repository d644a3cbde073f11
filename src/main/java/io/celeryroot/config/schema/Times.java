// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.TimeZones;
import io.celeryroot.text.UnreadableValue;
import java.time.ZoneId;

/** The types of values that say when something is due: cron expressions and time zones. */
public final class Times {

  /** A cron expression that is due at some time. */
  public static final Type<CronExpression> CRON =
      Types.parsed(
          "a cron expression",
          Times::cron,
          CronExpression::text,
          Schemas.pattern("^\\s*(@[A-Za-z]+|[^\\s@]\\S*(\\s+\\S+){4})\\s*$"));

  /** A region of the IANA database. A fixed offset knows no time changes and is refused. */
  public static final Type<ZoneId> ZONE =
      Types.parsed("a time zone", TimeZones::parse, ZoneId::getId, Schemas.text());

  private Times() {}

  private static CronExpression cron(String text) {
    CronExpression cron = CronExpression.parse(text);
    if (!cron.isEverDue()) {
      throw new UnreadableValue(
          "cron-never",
          "never due, no month it names has such a day",
          "change the day of the month or the month");
    }
    return cron;
  }
}
