// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.CronSyntaxException;
import java.util.Optional;

/** Cron expressions, and whether they are ever due. */
final class CronCheck {

  private CronCheck() {}

  static Optional<CronExpression> parse(Reading reading, Value value) {
    try {
      CronExpression cron = CronExpression.parse(value.text());
      if (!cron.isEverDue()) {
        reading.report(
            value.node(),
            "cron-never",
            "never due, no month it names has such a day: " + value.quoted(),
            Fix.say("change the day of the month or the month"));
      }
      return Optional.of(cron);
    } catch (CronSyntaxException e) {
      report(reading, value, e);
      return Optional.empty();
    }
  }

  private static void report(Reading reading, Value value, CronSyntaxException e) {
    boolean quotes = e.message().endsWith(Quote.of(value.text()));
    String message = quotes ? e.message() : e.message() + ": " + value.quoted();
    boolean partly =
        e.length() > 0 && e.length() < value.text().trim().length() && !value.isFilledIn();
    if (partly) {
      reading
          .problems()
          .reportWithin(value.node(), e.offset(), e.length(), e.rule(), message, Fix.say(e.hint()));
    } else {
      reading.report(
          value.node(),
          e.rule(),
          message,
          new Fix(e.hint(), e.replacement().flatMap(value.node()::rewritten)));
    }
  }
}
