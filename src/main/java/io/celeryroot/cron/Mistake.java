// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import java.io.Serial;

/** The first mistake in a text, on its way to {@link CronExpression#parse}. */
final class Mistake extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Part part;
  private final transient Advice advice;
  private final String rule;

  Mistake(String rule, Part part, String message, Advice advice) {
    super(message, null, false, false);
    this.rule = rule;
    this.part = part;
    this.advice = advice;
  }

  /** The hint is what to write instead, with its meaning. */
  CronSyntaxException answered(String hint, String replacement) {
    return new CronSyntaxException(
        rule, part.offset(), part.text().length(), getMessage(), hint, replacement);
  }

  Advice advice() {
    return advice;
  }
}
