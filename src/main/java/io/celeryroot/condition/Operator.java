// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import java.util.Arrays;
import java.util.Optional;

/** Comparisons of two quantities of one kind. */
public enum Operator {
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  EQUAL("="),
  NOT_EQUAL("!=");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  /** The operator of a sign; {@code ==} is also {@code =}. */
  public static Optional<Operator> of(String sign) {
    String plain = sign.equals("==") ? "=" : sign;
    return Arrays.stream(values()).filter(operator -> operator.sign.equals(plain)).findFirst();
  }

  public String sign() {
    return sign;
  }

  /** Returns whether it needs kinds that have an order. */
  public boolean isOrder() {
    return this != EQUAL && this != NOT_EQUAL;
  }

  /** Compares a value with the quantity of a condition. */
  public boolean holds(Quantity value, Quantity with) {
    int order =
        with.kind().isOrdered()
            ? Double.compare(value.number(), with.number())
            : value.word().compareTo(with.word());
    return switch (this) {
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
    };
  }
}
