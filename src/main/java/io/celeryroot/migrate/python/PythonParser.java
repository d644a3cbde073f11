// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import io.celeryroot.migrate.python.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads Python source into statements; those it does not know are kept as text. */
public final class PythonParser {

  private static final Set<String> COMPOUND =
      Set.of(
          "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class",
          "async", "match", "case");
  private static final Set<String> ASSIGNS = Set.of("=", "+=", "|=", "-=", "*=", "/=", "//=", "%=");

  private final PythonLexer lexer;
  private final TokenStream tokens;
  private final ExprParser expressions;

  private PythonParser(String source) {
    this.lexer = new PythonLexer(source);
    this.tokens = new TokenStream(lexer.tokens());
    this.expressions = new ExprParser(tokens, lexer::source);
  }

  /**
   * Reads a file.
   *
   * @throws PythonMistake it cannot be split into tokens
   */
  public static Module parse(String source) {
    PythonParser parser = new PythonParser(source);
    List<Statement> statements = new ArrayList<>();
    while (!parser.tokens.isAt(Kind.END)) {
      parser.statement(statements, List.of());
    }
    return new Module(statements, parser.lexer.comments());
  }

  private void statement(List<Statement> to, List<Expr> decorators) {
    if (tokens.accept(Kind.NEWLINE) || tokens.accept(Kind.DEDENT) || tokens.accept(Kind.INDENT)) {
      return;
    }
    if (tokens.peek().is("@")) {
      tokens.next();
      List<Expr> all = new ArrayList<>(decorators);
      all.add(expressions.expression());
      skipLine();
      statement(to, all);
    } else if (isCompound()) {
      to.add(block(decorators));
    } else {
      to.add(simple());
      if (!tokens.accept(";")) {
        skipLine();
      }
    }
  }

  /** A soft keyword such as {@code match} is often a name. */
  private boolean isCompound() {
    Token first = tokens.peek();
    boolean isSoft = first.is("match") || first.is("case");
    return first.kind() == Kind.NAME
        && COMPOUND.contains(first.text())
        && (!isSoft || tokens.lineEndsWithColon());
  }

  private Statement block(List<Expr> decorators) {
    Token first = tokens.next();
    Token keyword = first.is("async") ? tokens.next() : first;
    int from = tokens.peek().at();
    int mark = tokens.mark();
    Expr test = tokens.peek().is(":") ? new Expr.Other(first.line(), "") : expressions.expression();
    if (!tokens.peek().is(":")) {
      tokens.reset(mark);
      tokens.skipToColon();
      test = new Expr.Other(first.line(), lexer.source(from, tokens.peek().at()).strip());
    }
    String header = lexer.source(from, tokens.peek().at()).strip();
    tokens.accept(":");
    return new Statement.Block(first.line(), keyword.text(), header, test, decorators, body());
  }

  private List<Statement> body() {
    List<Statement> body = new ArrayList<>();
    if (!tokens.accept(Kind.NEWLINE)) {
      do {
        body.add(simple());
      } while (tokens.accept(";") && !tokens.isAt(Kind.NEWLINE));
      skipLine();
      return body;
    }
    if (tokens.accept(Kind.INDENT)) {
      while (!tokens.isAt(Kind.DEDENT) && !tokens.isAt(Kind.END)) {
        statement(body, List.of());
      }
      tokens.accept(Kind.DEDENT);
    }
    return body;
  }

  private Statement simple() {
    Token first = tokens.peek();
    if (first.is("import") || first.is("from")) {
      return imports(first);
    }
    if (first.is("return")) {
      tokens.next();
      Expr value =
          tokens.isAt(Kind.NEWLINE)
              ? new Expr.Constant(first.line(), Optional.empty())
              : expressions.expressionList();
      return new Statement.Return(first.line(), value);
    }
    int mark = tokens.mark();
    Statement statement = assignmentOrExpression(first);
    if (!tokens.isAt(Kind.NEWLINE) && !tokens.peek().is(";") && !tokens.isAt(Kind.END)) {
      tokens.reset(mark);
      skipToLineEnd();
      return new Statement.Other(first.line());
    }
    return statement;
  }

  private Statement assignmentOrExpression(Token first) {
    List<Expr> sides = new ArrayList<>(List.of(expressions.expressionList()));
    String operator = "=";
    if (tokens.accept(":")) {
      expressions.expression();
    }
    while (tokens.isAt(Kind.OPERATOR) && ASSIGNS.contains(tokens.peek().text())) {
      operator = tokens.next().text();
      sides.add(expressions.expressionList());
    }
    return sides.size() == 1
        ? new Statement.Expression(first.line(), sides.get(0))
        : new Statement.Assign(
            first.line(),
            List.copyOf(sides.subList(0, sides.size() - 1)),
            operator,
            sides.get(sides.size() - 1));
  }

  private Statement imports(Token first) {
    boolean hasModule = tokens.next().is("from");
    StringBuilder module = new StringBuilder();
    if (hasModule) {
      while (!tokens.peek().is("import") && !tokens.isAt(Kind.NEWLINE)) {
        module.append(tokens.next().text());
      }
      tokens.accept("import");
    }
    List<Statement.Imported> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    while (!tokens.isAt(Kind.NEWLINE) && !tokens.isAt(Kind.END) && !tokens.peek().is(";")) {
      Token token = tokens.next();
      if (token.is("as")) {
        names.add(new Statement.Imported(name.toString(), tokens.next().text()));
        name.setLength(0);
      } else if (token.is(",") || token.is(")")) {
        addName(name, names);
      } else if (!token.is("(")) {
        name.append(token.text());
      }
    }
    addName(name, names);
    return new Statement.Import(
        first.line(), hasModule ? Optional.of(module.toString()) : Optional.empty(), names);
  }

  private static void addName(StringBuilder name, List<Statement.Imported> names) {
    if (!name.isEmpty()) {
      names.add(new Statement.Imported(name.toString(), name.toString()));
      name.setLength(0);
    }
  }

  private void skipLine() {
    skipToLineEnd();
    tokens.accept(Kind.NEWLINE);
  }

  private void skipToLineEnd() {
    while (!tokens.isAt(Kind.NEWLINE) && !tokens.isAt(Kind.END)) {
      tokens.next();
    }
  }
}
