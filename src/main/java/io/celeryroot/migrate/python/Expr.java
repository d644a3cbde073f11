// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** An expression. */
public sealed interface Expr {

  /** Number of its first line, from 1. */
  int line();

  /** A string, or several that stand beside each other. */
  record Text(int line, String value) implements Expr {}

  /** A number; {@code isWhole} if it is an int of Python. */
  record Num(int line, BigDecimal value, boolean isWhole) implements Expr {}

  /** {@code True}, {@code False} or, when empty, {@code None}. */
  record Constant(int line, Optional<Boolean> value) implements Expr {}

  record Name(int line, String id) implements Expr {}

  record Attribute(int line, Expr of, String name) implements Expr {}

  record Subscript(int line, Expr of, Expr index) implements Expr {}

  record Call(int line, Expr of, List<Argument> arguments) implements Expr {}

  /**
   * An argument of a call.
   *
   * @param name empty: by position
   * @param stars number of stars before it
   */
  record Argument(Optional<String> name, int stars, Expr value) {}

  /** A list, a tuple or a set. */
  record Sequence(int line, Kind kind, List<Expr> items) implements Expr {
    /** The kinds, by their brackets. */
    public enum Kind {
      LIST,
      TUPLE,
      SET
    }
  }

  record Dict(int line, List<Pair> pairs) implements Expr {}

  /** An entry of a dict; without a key: {@code **value}. */
  record Pair(Optional<Expr> key, Expr value) {}

  record Binary(int line, String operator, Expr left, Expr right) implements Expr {}

  record Unary(int line, String operator, Expr of) implements Expr {}

  /** Anything else, as it is written. */
  record Other(int line, String source) implements Expr {}
}
