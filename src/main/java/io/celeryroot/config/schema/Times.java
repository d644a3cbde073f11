// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

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
      Types.parsed("a time zone", Times::zone, ZoneId::getId, Schemas.text());

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

  private static ZoneId zone(String text) {
    Set<String> known = ZoneId.getAvailableZoneIds();
    if (known.contains(text) && !text.startsWith("SystemV/")) {
      return ZoneId.of(text);
    }
    if (text.matches("(UTC|GMT|UT|Z)?[+-]?[0-9:]+|Z")) {
      throw new UnreadableValue(
          "timezone",
          "an offset, need the name of a time zone",
          "write the zone of the place, such as \"Europe/Berlin\", or \"UTC\"");
    }
    Optional<String> nearest = Nearest.to(text, known).or(() -> city(text, known));
    throw new UnreadableValue(
        "timezone",
        "not a time zone",
        nearest.isPresent() ? "" : "write a name such as \"Europe/Berlin\", or \"UTC\"",
        nearest);
  }

  /** The zone whose last part is the text, as in {@code Berlin}. */
  private static Optional<String> city(String text, Set<String> known) {
    String last = text.substring(text.lastIndexOf('/') + 1).replace(' ', '_');
    return known.stream()
        .filter(id -> id.contains("/") && !id.startsWith("SystemV/"))
        .filter(id -> id.substring(id.lastIndexOf('/') + 1).equalsIgnoreCase(last))
        .sorted()
        .findFirst();
  }
}
