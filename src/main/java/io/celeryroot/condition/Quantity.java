// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import static java.util.Objects.requireNonNull;

/**
 * A quantity of a condition, or the value of a fact.
 *
 * @param kind never {@link Kind#OUTPUT}
 * @param number percent, bytes, milliseconds or plain number; infinite for a time that never was; 0
 *     for kinds without an order
 * @param word value of a kind without an order; empty for the others
 * @param text as a condition writes it, or as messages show it
 */
public record Quantity(Kind kind, double number, String word, String text) {

  public static final Quantity YES = word(Kind.YES_NO, "yes");
  public static final Quantity NO = word(Kind.YES_NO, "no");

  /** Age of what has never happened. */
  public static final Quantity NEVER =
      new Quantity(Kind.DURATION, Double.POSITIVE_INFINITY, "", "never");

  public Quantity {
    requireNonNull(kind, "kind");
    requireNonNull(word, "word");
    requireNonNull(text, "text");
  }

  /** A quantity of an ordered kind. */
  public static Quantity number(Kind kind, double number, String text) {
    return new Quantity(kind, number, "", text);
  }

  /** A quantity of a kind without an order that is written as it is. */
  public static Quantity word(Kind kind, String word) {
    return new Quantity(kind, 0, word, word);
  }

  /** A quantity of a kind without an order that is written in another way. */
  public static Quantity word(Kind kind, String word, String text) {
    return new Quantity(kind, 0, word, text);
  }

  public static Quantity of(boolean isSo) {
    return isSo ? YES : NO;
  }

  @Override
  public String toString() {
    return text;
  }
}
