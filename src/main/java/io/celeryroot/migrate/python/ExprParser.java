// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import io.celeryroot.migrate.python.Expr.Sequence;
import io.celeryroot.migrate.python.Token.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expressions by precedence. Lambdas, comprehensions, conditional expressions and the like
 * are skipped to their end and become {@link Expr.Other}.
 */
final class ExprParser {

  /** Cuts text out of the source. */
  @FunctionalInterface
  interface Source {
    String between(int from, int to);
  }

  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of("or"),
          Set.of("and"),
          Set.of("==", "!=", "<", ">", "<=", ">=", "in", "is", "not"),
          Set.of("|"),
          Set.of("^"),
          Set.of("&"),
          Set.of("<<", ">>"),
          Set.of("+", "-"),
          Set.of("*", "/", "//", "%", "@"));

  /** Words that cannot begin an operand. */
  private static final Set<String> NOT_OPERANDS =
      Set.of("if", "else", "for", "in", "is", "and", "or", "import", "from", "as", "async");

  private static final int DEEPEST = 200;

  private final TokenStream tokens;
  private final Source source;
  private int depth;

  ExprParser(TokenStream tokens, Source source) {
    this.tokens = tokens;
    this.source = source;
  }

  /** Reads expressions with commas between them: a tuple without parentheses. */
  Expr expressionList() {
    Expr first = expression();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Expr> items = new ArrayList<>(List.of(first));
    while (tokens.accept(",") && !isEndOfItems()) {
      items.add(expression());
    }
    return new Sequence(first.line(), Sequence.Kind.TUPLE, items);
  }

  private boolean isEndOfItems() {
    Token token = tokens.peek();
    return token.kind() == Kind.NEWLINE
        || token.kind() == Kind.END
        || token.is("=")
        || token.is(";")
        || token.is(")")
        || token.is("]")
        || token.is("}");
  }

  Expr expression() {
    Token first = tokens.peek();
    if (depth >= DEEPEST) {
      throw new PythonMistake(first.line(), "nested too deeply");
    }
    depth++;
    try {
      if (first.is("lambda") || first.is("yield") || first.is("await")) {
        return rest(first);
      }
      Expr expression = binary(0);
      Token after = tokens.peek();
      boolean isMore = after.is("if") || after.is("for") || after.is("async") || after.is(":=");
      return isMore ? rest(first) : expression;
    } finally {
      depth--;
    }
  }

  /** Skips to what must stand after an expression: a comma, a closing bracket, the line's end. */
  private Expr rest(Token first) {
    int open = 0;
    boolean isLambda = first.is("lambda");
    while (!tokens.isAt(Kind.NEWLINE) && !tokens.isAt(Kind.END)) {
      Token token = tokens.peek();
      boolean isOpening = token.is("(") || token.is("[") || token.is("{");
      boolean isClosing = token.is(")") || token.is("]") || token.is("}");
      boolean isEnd = token.is(",") || token.is("=") || (token.is(":") && !isLambda);
      if (open == 0 && (isClosing || isEnd)) {
        break;
      }
      open += isOpening ? 1 : isClosing ? -1 : 0;
      tokens.next();
    }
    return new Expr.Other(first.line(), source.between(first.at(), tokens.end()).strip());
  }

  private Expr binary(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    Expr left = level == 2 && tokens.peek().is("not") ? unary() : binary(level + 1);
    while (isOperator(level)) {
      String operator = tokens.next().text();
      if (operator.equals("is") || operator.equals("not")) {
        operator += tokens.accept("not") ? " not" : tokens.accept("in") ? " in" : "";
      }
      left = new Expr.Binary(left.line(), operator, left, binary(level + 1));
    }
    return left;
  }

  private boolean isOperator(int level) {
    Token token = tokens.peek();
    return (token.kind() == Kind.OPERATOR || token.kind() == Kind.NAME)
        && LEVELS.get(level).contains(token.text());
  }

  private Expr unary() {
    Token first = tokens.peek();
    if (first.is("-") || first.is("+") || first.is("~") || first.is("not")) {
      tokens.next();
      return new Expr.Unary(first.line(), first.text(), first.is("not") ? binary(2) : unary());
    }
    if (first.is("*") || first.is("**")) {
      tokens.next();
      return new Expr.Other(first.line(), first.text() + describe(unary()));
    }
    Expr base = postfix();
    if (tokens.accept("**")) {
      return new Expr.Binary(base.line(), "**", base, unary());
    }
    return base;
  }

  private static String describe(Expr expression) {
    return expression instanceof Expr.Name name ? name.id() : "...";
  }

  private Expr postfix() {
    Expr expression = operand();
    while (true) {
      Token token = tokens.peek();
      if (token.is(".")) {
        tokens.next();
        expression = new Expr.Attribute(expression.line(), expression, tokens.next().text());
      } else if (token.is("(")) {
        tokens.next();
        expression = new Expr.Call(expression.line(), expression, arguments());
      } else if (token.is("[")) {
        tokens.next();
        Expr index = tokens.peek().is(":") ? rest(tokens.peek()) : expressionList();
        while (!tokens.accept("]") && !tokens.isAt(Kind.NEWLINE) && !tokens.isAt(Kind.END)) {
          tokens.next();
        }
        expression = new Expr.Subscript(expression.line(), expression, index);
      } else {
        return expression;
      }
    }
  }

  private List<Expr.Argument> arguments() {
    List<Expr.Argument> arguments = new ArrayList<>();
    while (!tokens.accept(")") && !tokens.isAt(Kind.END)) {
      int stars = tokens.accept("**") ? 2 : tokens.accept("*") ? 1 : 0;
      Expr value = expression();
      if (value instanceof Expr.Name name && tokens.accept("=")) {
        arguments.add(new Expr.Argument(Optional.of(name.id()), 0, expression()));
      } else {
        arguments.add(new Expr.Argument(Optional.empty(), stars, value));
      }
      if (!tokens.accept(",") && !tokens.peek().is(")")) {
        tokens.next();
      }
    }
    return arguments;
  }

  private Expr operand() {
    Token token = tokens.peek();
    switch (token.kind()) {
      case STRING, FORMATTED -> {
        return string();
      }
      case NUMBER -> {
        tokens.next();
        return number(token);
      }
      case NAME -> {
        if (!NOT_OPERANDS.contains(token.text())) {
          tokens.next();
          return name(token);
        }
      }
      default -> {
        if (token.is("(") || token.is("[") || token.is("{")) {
          tokens.next();
          return token.is("{") ? braces(token) : items(token);
        }
      }
    }
    if (token.is("...")) {
      tokens.next();
    }
    return new Expr.Other(token.line(), token.text());
  }

  private static Expr name(Token token) {
    return switch (token.text()) {
      case "True" -> new Expr.Constant(token.line(), Optional.of(true));
      case "False" -> new Expr.Constant(token.line(), Optional.of(false));
      case "None" -> new Expr.Constant(token.line(), Optional.empty());
      default -> new Expr.Name(token.line(), token.text());
    };
  }

  private Expr string() {
    Token first = tokens.peek();
    StringBuilder text = new StringBuilder();
    boolean isKnown = true;
    while (tokens.isAt(Kind.STRING) || tokens.isAt(Kind.FORMATTED)) {
      isKnown &= tokens.isAt(Kind.STRING);
      text.append(tokens.next().text());
    }
    return isKnown
        ? new Expr.Text(first.line(), text.toString())
        : new Expr.Other(first.line(), source.between(first.at(), tokens.end()));
  }

  private static Expr number(Token token) {
    String text = token.text().replace("_", "").toLowerCase(Locale.ROOT);
    try {
      if (text.matches("0[xob].*")) {
        int radix = text.charAt(1) == 'x' ? 16 : text.charAt(1) == 'o' ? 8 : 2;
        return new Expr.Num(
            token.line(), new BigDecimal(new BigInteger(text.substring(2), radix)), true);
      }
      String digits = text.replaceFirst("l$", "");
      boolean isWhole = digits.matches("[0-9]+");
      return digits.length() > 40 || digits.matches(".*e[+-]?[0-9]{3,}")
          ? new Expr.Other(token.line(), token.text())
          : new Expr.Num(token.line(), new BigDecimal(digits), isWhole);
    } catch (NumberFormatException e) {
      return new Expr.Other(token.line(), token.text());
    }
  }

  /** Reads what follows an opening parenthesis or bracket. */
  private Expr items(Token open) {
    boolean isList = open.is("[");
    String close = isList ? "]" : ")";
    List<Expr> items = new ArrayList<>();
    boolean hasComma = false;
    while (!tokens.accept(close) && !tokens.isAt(Kind.END)) {
      items.add(expression());
      if (tokens.accept(",")) {
        hasComma = true;
      } else if (!tokens.peek().is(close)) {
        tokens.next();
      }
    }
    if (!isList && items.size() == 1 && !hasComma) {
      return items.get(0);
    }
    return new Sequence(
        open.line(), isList ? Sequence.Kind.LIST : Sequence.Kind.TUPLE, List.copyOf(items));
  }

  /** Reads a dict or a set. */
  private Expr braces(Token open) {
    List<Expr.Pair> pairs = new ArrayList<>();
    List<Expr> items = new ArrayList<>();
    while (!tokens.accept("}") && !tokens.isAt(Kind.END)) {
      if (tokens.accept("**")) {
        pairs.add(new Expr.Pair(Optional.empty(), expression()));
      } else {
        Expr first = expression();
        if (tokens.accept(":")) {
          pairs.add(new Expr.Pair(Optional.of(first), expression()));
        } else {
          items.add(first);
        }
      }
      if (!tokens.accept(",") && !tokens.peek().is("}")) {
        tokens.next();
      }
    }
    return items.isEmpty()
        ? new Expr.Dict(open.line(), pairs)
        : new Sequence(open.line(), Sequence.Kind.SET, items);
  }
}
