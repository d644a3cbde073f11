// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.io.Serial;
import java.util.Optional;

/**
 * A text is not a cron expression. Tells the first mistake, its position and what to write instead.
 */
public final class CronSyntaxException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String rule;
  private final int offset;
  private final int length;
  private final String hint;
  private final String replacement;

  CronSyntaxException(
      String rule, int offset, int length, String message, String hint, String replacement) {
    super(message);
    this.rule = rule;
    this.offset = offset;
    this.length = length;
    this.hint = hint;
    this.replacement = replacement;
  }

  /**
   * Returns the kind of mistake.
   *
   * @return {@code cron-empty}, {@code cron-fields}, {@code cron-nickname}, {@code cron-character},
   *     {@code cron-list}, {@code cron-name}, {@code cron-range}, {@code cron-step} or {@code
   *     cron-quartz}
   */
  public String rule() {
    return rule;
  }

  /** Returns the index of the wrong part in the text given to {@link CronExpression#parse}. */
  public int offset() {
    return offset;
  }

  /** Returns the length of the wrong part in chars; 0 when something is missing. */
  public int length() {
    return length;
  }

  /** Returns the fact on one line, such as {@code hour 24, need 0 to 23}. */
  public String message() {
    return getMessage();
  }

  /** Returns the fix on one line; text in double quotes is a whole expression that parses. */
  public String hint() {
    return hint;
  }

  /**
   * Returns the whole text with the mistake corrected, when there is one obvious correction.
   *
   * @return an expression that parses; empty when there are several ways out
   */
  public Optional<String> replacement() {
    return replacement.isEmpty() ? Optional.empty() : Optional.of(replacement);
  }
}
