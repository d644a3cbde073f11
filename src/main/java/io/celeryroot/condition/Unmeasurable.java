// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import java.io.Serial;

/** A fact that could not be found out. */
public final class Unmeasurable extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param fact as the condition names it
   * @param reason as a fact, without secrets, such as {@code no such file}
   */
  public Unmeasurable(FactUse fact, String reason) {
    super("fact " + fact.text() + ": " + reason);
    this.reason = reason;
  }

  /** The reason without the name of the fact. */
  public String reason() {
    return reason;
  }
}
