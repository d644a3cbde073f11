// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import static java.util.Objects.requireNonNull;

/**
 * A fact as a condition names it.
 *
 * @param text the name, with its argument in brackets if the condition gives one
 * @param fact what is measured
 * @param argument path, task or service; empty: the fact has none
 */
public record FactUse(String text, Fact fact, String argument) {

  public FactUse {
    requireNonNull(text, "text");
    requireNonNull(fact, "fact");
    requireNonNull(argument, "argument");
  }

  /** Returns whether both are measured in the same way. */
  public boolean isSameAs(FactUse other) {
    return fact == other.fact && argument.equals(other.argument);
  }

  @Override
  public String toString() {
    return text;
  }
}
