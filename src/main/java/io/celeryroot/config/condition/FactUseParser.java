// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.config.condition.Tokens.Token;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a fact with its argument, such as {@code disk_usage(/var)}. Confined to one thread. */
final class FactUseParser {

  private final Tokens tokens;
  private final Vocabulary vocabulary;

  FactUseParser(Tokens tokens, Vocabulary vocabulary) {
    this.tokens = tokens;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads the argument of a fact, if it has one.
   *
   * @param name just taken
   */
  FactUse parse(Token name) {
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
          Words.SYNTAX,
          "need a fact, not " + Quote.of(name.text()),
          "write the fact first, then the operator, then the quantity");
    }
    List<String> facts = vocabulary.facts();
    String message =
        "no fact %s; facts are: %s".formatted(Quote.of(name.text()), String.join(", ", facts));
    List<String> words = new ArrayList<>(facts);
    words.addAll(Words.RESERVED);
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
}
