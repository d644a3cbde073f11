// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.condition.Condition;
import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Operator;
import io.celeryroot.condition.Quantity;
import io.celeryroot.config.Durations;
import io.celeryroot.config.condition.Tokens.Form;
import io.celeryroot.config.condition.Tokens.Token;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a fact is compared with, such as {@code < 80%}, and checks that both fit. Confined to
 * one thread.
 */
final class ComparisonParser {

  /** Signs of other languages. */
  private static final Map<String, String> OTHER_SIGNS =
      Map.of(
          "=<", "<=", "=>", ">=", "<>", "!=", "≤", "<=", "≥", ">=", "≠", "!=", "===", "=", "=!",
          "!=");

  private final Tokens tokens;

  ComparisonParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads an operator and a quantity.
   *
   * @param name first token of the fact
   * @param end last token of the fact
   */
  Condition parse(FactUse use, Token name, Token end) {
    Operator operator = operator(use, name, end);
    return new Condition.Comparison(use, operator, quantity(use, operator));
  }

  private Operator operator(FactUse use, Token name, Token end) {
    Token sign = tokens.peek();
    if (sign.form() != Form.SIGN || Words.FOREIGN.containsKey(sign.text())) {
      Kind kind = use.fact().kind();
      String hint =
          "write \"%s %s %s\"".formatted(use.text(), kind.isOrdered() ? "<" : "=", kind.example());
      String message = use.text() + " is " + kind.words() + ", and is compared with nothing";
      throw tokens.between(name, end, "condition-operator", message, hint);
    }
    tokens.take();
    Optional<Operator> operator = Operator.of(sign.text());
    if (operator.isEmpty()) {
      String other = OTHER_SIGNS.getOrDefault(sign.text(), "");
      String hint = other.isEmpty() ? "write one of them" : "write " + Quote.of(other);
      String message = Words.no(sign) + "; operators are: <, <=, >, >=, =, !=";
      throw tokens.mistake(sign, "condition-operator", message, hint);
    }
    if (operator.get().isOrder() && !use.fact().kind().isOrdered()) {
      String message = use.text() + " has no order; its operators are: =, !=";
      throw tokens.mistake(sign, "condition-operator", message, "write = or !=");
    }
    return operator.get();
  }

  private Quantity quantity(FactUse use, Operator operator) {
    Kind kind = use.fact().kind();
    Token token = tokens.peek();
    if (token.form() == Form.REST && !token.is(",")) {
      throw tokens.mistake(token, Words.SYNTAX, "a quote without its end", "write the second one");
    }
    if (token.form() != Form.WORD && token.form() != Form.QUOTED) {
      throw tokens.mistake(
          token,
          Words.SYNTAX,
          "nothing to compare with after %s, need %s"
              .formatted(Quote.of(tokens.last().text()), kind.words()),
          "write \"%s %s %s\"".formatted(use.text(), operator.sign(), kind.example()));
    }
    tokens.take();
    Quantity quantity = quantity(use, operator, token);
    if (operator.isOrder() && !quantity.kind().isOrdered()) {
      String message = "a text has no order; its operators are: =, !=";
      throw tokens.mistake(token, "condition-operator", message, "write = or !=");
    }
    if (use.fact() == Fact.LAST_SUCCESS_AGE && quantity.number() > Fact.REMEMBERED.toMillis()) {
      String longest = Durations.format(Fact.REMEMBERED);
      throw tokens.mistake(
          token,
          "condition-unit",
          "the end of a task is remembered for " + longest,
          "write " + longest + " or less");
    }
    return quantity;
  }

  private Quantity quantity(FactUse use, Operator operator, Token token) {
    boolean isQuoted = token.form() == Form.QUOTED;
    Kind kind = use.fact().kind();
    try {
      return Quantities.parse(kind, token.value(), token.text(), isQuoted);
    } catch (UnreadableValue e) {
      String message =
          "%s is %s, not %s".formatted(use.text(), kind.words(), Quote.of(token.value()));
      throw separated(kind, token)
          .map(
              joined ->
                  tokens.between(
                      token,
                      tokens.peek(),
                      "condition-unit",
                      "a blank before the unit",
                      "write " + Quote.of(joined)))
          .orElseGet(
              () ->
                  tokens.mistake(token, "condition-unit", message, hint(kind, operator, token, e)));
    }
  }

  private static String hint(Kind kind, Operator operator, Token token, UnreadableValue mistake) {
    if (kind == Kind.OUTPUT && operator.isOrder()) {
      return "write a number, perhaps with a unit, such as " + kind.example();
    }
    if (kind == Kind.SIZE && token.text().matches("[0-9]{1,6}")) {
      return "write \"%sGB\" or \"%1$sMB\"".formatted(token.text());
    }
    return mistake
        .replacement()
        .map(text -> text.startsWith("\"") ? "write " + text : "write " + Quote.of(text))
        .orElse("write one, such as " + kind.example());
  }

  /** A number and a unit with a blank between them, which belong together. */
  private Optional<String> separated(Kind kind, Token number) {
    Token unit = tokens.peek();
    if (number.form() != Form.WORD
        || unit.form() != Form.WORD
        || Words.RESERVED.contains(unit.text())) {
      return Optional.empty();
    }
    try {
      String joined = number.text() + unit.text();
      Quantities.parse(kind, joined, joined, false);
      return Optional.of(joined);
    } catch (UnreadableValue e) {
      return Optional.empty();
    }
  }
}
