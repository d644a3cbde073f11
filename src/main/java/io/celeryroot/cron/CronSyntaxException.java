// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.io.Serial;
import java.util.Optional;

/**
 * A text is not a cron expression: what is wrong, where in the text, and what to write instead.
 *
 * <p>Only the first mistake of a text is reported.
 */
public final class CronSyntaxException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String rule;
  private final int offset;
  private final int length;
  private final String hint;
  private final String replacement;

  CronSyntaxException(String rule, int offset, int length, String message, Advice advice) {
    super(message);
    this.rule = rule;
    this.offset = offset;
    this.length = length;
    this.hint = advice.hint();
    this.replacement = advice.replacement().orElse("");
  }

  /**
   * Names the kind of mistake.
   *
   * @return {@code cron-empty}, {@code cron-fields}, {@code cron-nickname}, {@code cron-character},
   *     {@code cron-list}, {@code cron-name}, {@code cron-range}, {@code cron-step} or {@code
   *     cron-quartz}
   */
  public String rule() {
    return rule;
  }

  /**
   * Gives the start of the wrong part.
   *
   * @return index of its first char in the text as it was given to {@link CronExpression#parse}
   */
  public int offset() {
    return offset;
  }

  /**
   * Gives the length of the wrong part.
   *
   * @return number of chars; 0 when something is missing and there is nothing to point at
   */
  public int length() {
    return length;
  }

  /**
   * States the fact, such as {@code hour 24, need 0 to 23}.
   *
   * @return one line, the same as {@link #getMessage()}
   */
  public String message() {
    return getMessage();
  }

  /**
   * Says how to fix it.
   *
   * @return one line; whatever it holds in double quotes is a whole expression that parses
   */
  public String hint() {
    return hint;
  }

  /**
   * Gives the text with the mistake corrected, when there is one obvious correction.
   *
   * @return a whole expression, to stand in place of the whole text; it parses
   */
  public Optional<String> replacement() {
    return replacement.isEmpty() ? Optional.empty() : Optional.of(replacement);
  }
}
