// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import java.util.List;
import java.util.Optional;

/** A statement. */
public sealed interface Statement {

  /** Number of its first line, from 1. */
  int line();

  /** {@code a = b = value}, or with another operator such as {@code |=}. */
  record Assign(int line, List<Expr> targets, String operator, Expr value) implements Statement {}

  record Expression(int line, Expr value) implements Statement {}

  record Return(int line, Expr value) implements Statement {}

  /** {@code from module import name as alias}; without a module: {@code import name as alias}. */
  record Import(int line, Optional<String> module, List<Imported> names) implements Statement {}

  /** A name and what it is called here. */
  record Imported(String name, String alias) {}

  /**
   * A compound statement.
   *
   * @param keyword such as {@code if}, {@code else}, {@code def}
   * @param header what stands between the keyword and the colon, as it is written
   * @param test the header as an expression, if it is one
   * @param decorators of a function or a class
   */
  record Block(
      int line,
      String keyword,
      String header,
      Expr test,
      List<Expr> decorators,
      List<Statement> body)
      implements Statement {}

  /** Anything else. */
  record Other(int line) implements Statement {}
}
