// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.util.Optional;

/**
 * How to fix a mistake.
 *
 * @param hint one line; what it quotes is a whole expression that parses
 * @param replacement the corrected text, when there is one obvious correction
 */
record Advice(String hint, Optional<String> replacement) {

  /** In place of advice while a suggestion is tried out. */
  static final Advice NONE = say("");

  /** Advice without an expression to write. */
  static Advice say(String hint) {
    return new Advice(hint, Optional.empty());
  }

  /** The expression is one of several ways out; {@code otherwise} counts when it does not parse. */
  static Advice example(String lead, String expression, Advice otherwise) {
    return CronParser.tryParse(expression)
        .map(cron -> say(lead + " " + quoteWithMeaning(cron)))
        .orElse(otherwise);
  }

  /** The expression is what was meant; {@code otherwise} counts when it does not parse. */
  static Advice write(String expression, Advice otherwise) {
    return CronParser.tryParse(expression)
        .map(cron -> new Advice("write " + quoteWithMeaning(cron), Optional.of(cron.text())))
        .orElse(otherwise);
  }

  private static String quoteWithMeaning(CronExpression cron) {
    return "\"" + cron.text() + "\" (" + cron.describe() + ")";
  }
}
