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
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads conditions such as {@code disk_usage(/var) < 80% and not (hour >= 8 or weekday = sun)}.
 * {@code not} binds more tightly than {@code and}, and that more tightly than {@code or}. Confined
 * to one thread.
 */
public final class ConditionParser {

  /** Longest text of a condition, in characters. */
  public static final int MAX_LENGTH = 1000;

  /** Most conditions of one run. */
  public static final int MAX_CONDITIONS = 20;

  /** Most facts that one job may ask for, since each may take its full time. */
  public static final int MAX_FACTS = 32;

  private static final int MAX_DEPTH = 20;

  private static final String SYNTAX = "condition-syntax";

  private static final Set<String> WORDS = Set.of("and", "or", "not");

  /** Signs of other languages. */
  private static final Map<String, String> OTHER_SIGNS =
      Map.of(
          "=<", "<=", "=>", ">=", "<>", "!=", "≤", "<=", "≥", ">=", "≠", "!=", "===", "=", "=!",
          "!=");

  private static final Map<String, String> OTHER_WORDS =
      Map.of("&&", "and", "&", "and", "||", "or", "|", "or", "!", "not", ",", "and");

  private final Vocabulary vocabulary;
  private final Tokens tokens;
  private int depth;

  private ConditionParser(String text, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.tokens = new Tokens(text);
  }

  /**
   * Reads a condition.
   *
   * @throws UnreadableValue another text; the mistake lies inside it
   */
  public static Condition parse(String text, Vocabulary vocabulary) {
    if (text.length() > MAX_LENGTH) {
      throw new UnreadableValue(
          SYNTAX,
          text.length() + " characters, at most " + MAX_LENGTH + " are read",
          "write more than one condition; all of them must hold");
    }
    return new ConditionParser(text, vocabulary).parse();
  }

  /** Returns whether the language itself uses a word, so that no fact can have it as its name. */
  public static boolean isReserved(String word) {
    return WORDS.contains(word) || Fact.of(word).isPresent();
  }

  private Condition parse() {
    if (tokens.peek().form() == Form.END) {
      throw new UnreadableValue(SYNTAX, "no condition", "write one, such as \"disk_usage < 80%\"");
    }
    Condition condition = any();
    Token rest = tokens.peek();
    if (rest.form() != Form.END) {
      throw unexpected(rest);
    }
    return condition;
  }

  private UnreadableValue unexpected(Token rest) {
    String other = OTHER_WORDS.get(rest.text());
    if (other != null) {
      return tokens.mistake(rest, SYNTAX, no(rest), "write " + Quote.of(other));
    }
    if (rest.is(")")) {
      String message = "a bracket that was not opened";
      return tokens.mistake(rest, SYNTAX, message, "delete it, or open it before");
    }
    boolean isFact = vocabulary.facts().contains(rest.text());
    String near = isFact ? "" : Nearest.to(rest.text(), List.of("and", "or")).orElse("");
    String hint = near.isEmpty() ? "write \"and\" or \"or\" before it" : "write " + Quote.of(near);
    String message = "need \"and\" or \"or\" before " + Quote.of(rest.text());
    return tokens.mistake(rest, SYNTAX, message, hint);
  }

  private static String no(Token token) {
    return "no operator " + Quote.of(token.text());
  }

  private Condition any() {
    List<Condition> parts = new ArrayList<>(List.of(all()));
    while (tokens.takeIf("or")) {
      parts.add(all());
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.Any(parts);
  }

  private Condition all() {
    List<Condition> parts = new ArrayList<>(List.of(one()));
    while (tokens.takeIf("and")) {
      parts.add(one());
    }
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private Condition one() {
    Token start = tokens.peek();
    if (++depth > MAX_DEPTH) {
      String message = "brackets and \"not\" inside one another, more than " + MAX_DEPTH + " deep";
      throw tokens.mistake(start, SYNTAX, message, "write more than one condition");
    }
    Condition condition;
    if (tokens.takeIf("not")) {
      condition = new Condition.Not(one());
    } else if (tokens.takeIf("(")) {
      condition = any();
      if (!tokens.takeIf(")")) {
        throw tokens.peek().form() == Form.END
            ? tokens.mistake(start, SYNTAX, "a bracket without its end", "close it")
            : unexpected(tokens.peek());
      }
    } else {
      condition = fact();
    }
    depth--;
    return condition;
  }

  private Condition fact() {
    Token name = tokens.peek();
    if (name.form() != Form.WORD || WORDS.contains(name.text())) {
      throw noFact(name);
    }
    tokens.take();
    FactUse use = use(name);
    Token end = tokens.last();
    if (use.fact().kind() == Kind.YES_NO) {
      if (tokens.peek().form() == Form.SIGN && !OTHER_WORDS.containsKey(tokens.peek().text())) {
        throw tokens.mistake(
            tokens.peek(),
            "condition-operator",
            use.fact().word() + " is yes or no and is not compared",
            "write \"%s\" or \"not %1$s\" alone".formatted(use.text()));
      }
      return new Condition.Is(use);
    }
    Operator operator = operator(use, name, end);
    return new Condition.Comparison(use, operator, quantity(use, operator));
  }

  private UnreadableValue noFact(Token token) {
    String example = "write one, such as \"disk_usage < 80%\"";
    if (token.is("!")) {
      return tokens.mistake(token, SYNTAX, no(token), "write \"not\"");
    }
    if (token.form() == Form.END) {
      return tokens.mistake(
          token,
          SYNTAX,
          "nothing after " + Quote.of(tokens.last().text()) + ", need a fact",
          example);
    }
    return tokens.mistake(token, SYNTAX, "need a fact, not " + Quote.of(token.text()), example);
  }

  private FactUse use(Token name) {
    Optional<FactUse> named = vocabulary.named(name.text());
    Optional<Fact> fact = Fact.of(name.text());
    boolean isBracketed = tokens.peek().is("(");
    if (named.isPresent()) {
      if (isBracketed) {
        throw tokens.mistake(
            tokens.peek(),
            "fact-argument",
            Quote.of(name.text()) + " has its argument under \"facts\"",
            "delete the brackets");
      }
      return named.get();
    }
    if (fact.isEmpty()) {
      throw unknown(name);
    }
    return isBracketed ? bracketed(fact.get()) : bare(fact.get(), name);
  }

  private UnreadableValue unknown(Token name) {
    if (name.text().matches("[+-]?[0-9].*")) {
      return tokens.mistake(
          name,
          SYNTAX,
          "need a fact, not " + Quote.of(name.text()),
          "write the fact first, then the operator, then the quantity");
    }
    List<String> facts = vocabulary.facts();
    String message =
        "no fact %s; facts are: %s".formatted(Quote.of(name.text()), String.join(", ", facts));
    List<String> words = new ArrayList<>(facts);
    words.addAll(WORDS);
    String hint =
        Nearest.to(name.text(), words)
            .map(near -> "write " + Quote.of(near))
            .orElse("write one of them, or define it under \"facts\"");
    return tokens.mistake(name, "unknown-fact", message, hint);
  }

  private FactUse bare(Fact fact, Token name) {
    return switch (fact.argument()) {
      case NONE -> new FactUse(fact.word(), fact, "");
      case PATH_OR_ROOT -> new FactUse(fact.word(), fact, "/");
      case PATH, TASK, SERVICE ->
          throw tokens.mistake(
              name,
              "fact-argument",
              fact.word() + " needs " + needed(fact) + " in brackets",
              "write " + Quote.of(fact.word() + example(fact)));
    };
  }

  private static String needed(Fact fact) {
    return switch (fact.argument()) {
      case TASK -> "a task";
      case SERVICE -> "a service";
      default -> "a path";
    };
  }

  private static String example(Fact fact) {
    return switch (fact.argument()) {
      case TASK -> "(task)";
      case SERVICE -> "(nginx)";
      default -> "(/path)";
    };
  }

  private FactUse bracketed(Fact fact) {
    Token open = tokens.peek();
    Token argument = tokens.takeArgument();
    Token close = tokens.last();
    if (fact.argument() == Fact.Argument.NONE) {
      throw tokens.between(
          open, close, "fact-argument", fact.word() + " has no argument", "delete the brackets");
    }
    String value = argument.value();
    if (value.isEmpty()) {
      throw tokens.between(
          open,
          close,
          "fact-argument",
          "nothing in the brackets, need " + needed(fact),
          "write " + Quote.of(fact.word() + example(fact)));
    }
    try {
      String checked = vocabulary.argument(fact, value);
      return new FactUse(fact.word() + "(" + written(checked) + ")", fact, checked);
    } catch (UnreadableValue e) {
      throw tokens.mistake(argument, e.rule(), e.getMessage(), e.hint());
    }
  }

  /** The argument as it is written in brackets. */
  private static String written(String argument) {
    boolean isPlain = argument.matches("[^\\s()\"'](?:[^()\"']*[^\\s()\"'])?");
    return isPlain ? argument : Quantities.quoted(argument);
  }

  private Operator operator(FactUse use, Token name, Token end) {
    Token sign = tokens.peek();
    if (sign.form() != Form.SIGN || OTHER_WORDS.containsKey(sign.text())) {
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
      String message = no(sign) + "; operators are: <, <=, >, >=, =, !=";
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
      throw tokens.mistake(token, SYNTAX, "a quote without its end", "write the second one");
    }
    if (token.form() != Form.WORD && token.form() != Form.QUOTED) {
      throw tokens.mistake(
          token,
          SYNTAX,
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
    if (number.form() != Form.WORD || unit.form() != Form.WORD || WORDS.contains(unit.text())) {
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
