// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.condition.Condition;
import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.condition.Kind;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.condition.Tokens.Form;
import io.celeryroot.config.condition.Tokens.Token;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;

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

  private final Vocabulary vocabulary;
  private final Tokens tokens;
  private final FactUseParser facts;
  private final ComparisonParser comparisons;
  private int depth;

  private ConditionParser(String text, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.tokens = new Tokens(text);
    this.facts = new FactUseParser(tokens, vocabulary);
    this.comparisons = new ComparisonParser(tokens);
  }

  /**
   * Reads a condition.
   *
   * @throws UnreadableValue another text; the mistake lies inside it
   */
  public static Condition parse(String text, Vocabulary vocabulary) {
    if (text.length() > MAX_LENGTH) {
      throw new UnreadableValue(
          Words.SYNTAX,
          text.length() + " characters, at most " + MAX_LENGTH + " are read",
          "write more than one condition; all of them must hold");
    }
    return new ConditionParser(text, vocabulary).parse();
  }

  /** Adds the conditions of a step or a message to those of its schedule. */
  public static Conditions join(Conditions first, List<String> texts, ClConfig config) {
    if (texts.isEmpty()) {
      return first;
    }
    Vocabulary vocabulary = Vocabulary.of(config);
    return first.and(texts.stream().map(text -> parse(text, vocabulary)).toList());
  }

  /** Returns whether the language itself uses a word, so that no fact can have it as its name. */
  public static boolean isReserved(String word) {
    return Words.RESERVED.contains(word) || Fact.of(word).isPresent();
  }

  private Condition parse() {
    if (tokens.peek().form() == Form.END) {
      throw new UnreadableValue(
          Words.SYNTAX, "no condition", "write one, such as \"disk_usage < 80%\"");
    }
    Condition condition = any();
    Token rest = tokens.peek();
    if (rest.form() != Form.END) {
      throw unexpected(rest);
    }
    return condition;
  }

  private UnreadableValue unexpected(Token rest) {
    String other = Words.FOREIGN.get(rest.text());
    if (other != null) {
      return tokens.mistake(rest, Words.SYNTAX, Words.no(rest), "write " + Quote.of(other));
    }
    if (rest.is(")")) {
      String message = "a bracket that was not opened";
      return tokens.mistake(rest, Words.SYNTAX, message, "delete it, or open it before");
    }
    boolean isFact = vocabulary.facts().contains(rest.text());
    String near = isFact ? "" : Nearest.to(rest.text(), List.of("and", "or")).orElse("");
    String hint = near.isEmpty() ? "write \"and\" or \"or\" before it" : "write " + Quote.of(near);
    String message = "need \"and\" or \"or\" before " + Quote.of(rest.text());
    return tokens.mistake(rest, Words.SYNTAX, message, hint);
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
      throw tokens.mistake(start, Words.SYNTAX, message, "write more than one condition");
    }
    Condition condition;
    if (tokens.takeIf("not")) {
      condition = new Condition.Not(one());
    } else if (tokens.takeIf("(")) {
      condition = any();
      if (!tokens.takeIf(")")) {
        throw tokens.peek().form() == Form.END
            ? tokens.mistake(start, Words.SYNTAX, "a bracket without its end", "close it")
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
    if (name.form() != Form.WORD || Words.RESERVED.contains(name.text())) {
      throw noFact(name);
    }
    tokens.take();
    FactUse use = facts.parse(name);
    Token end = tokens.last();
    if (use.fact().kind() == Kind.YES_NO) {
      if (tokens.peek().form() == Form.SIGN && !Words.FOREIGN.containsKey(tokens.peek().text())) {
        throw tokens.mistake(
            tokens.peek(),
            "condition-operator",
            use.fact().word() + " is yes or no and is not compared",
            "write \"%s\" or \"not %1$s\" alone".formatted(use.text()));
      }
      return new Condition.Is(use);
    }
    return comparisons.parse(use, name, end);
  }

  private UnreadableValue noFact(Token token) {
    String example = "write one, such as \"disk_usage < 80%\"";
    if (token.is("!")) {
      return tokens.mistake(token, Words.SYNTAX, Words.no(token), "write \"not\"");
    }
    if (token.form() == Form.END) {
      return tokens.mistake(
          token,
          Words.SYNTAX,
          "nothing after " + Quote.of(tokens.last().text()) + ", need a fact",
          example);
    }
    return tokens.mistake(
        token, Words.SYNTAX, "need a fact, not " + Quote.of(token.text()), example);
  }
}
