// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.target;

import io.celeryroot.text.HostRanges;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target: a name, or names joined by {@code and}, {@code or}, {@code not} and parentheses. {@code
 * not} binds most tightly, then {@code and}. Immutable.
 */
public final class TargetExpression {

  private static final Pattern TOKEN = Pattern.compile("\\s*([()]|[^\\s()]+)");
  private static final Pattern BETWEEN_NAMES = Pattern.compile("[\\s()]");
  private static final int MOST_TOKENS = 200;
  private static final int MOST_HOSTS = 10_000;
  private static final String RULE = "target-syntax";

  private final Term term;
  private final List<String> names;

  private TargetExpression(Term term, List<String> names) {
    this.term = term;
    this.names = List.copyOf(names);
  }

  private interface Term {
    boolean matches(Predicate<String> isIn);
  }

  private record Name(String text) implements Term {
    @Override
    public boolean matches(Predicate<String> isIn) {
      return isIn.test(text);
    }
  }

  /**
   * Reads a target.
   *
   * @throws UnreadableValue words or parentheses are not where they belong; its rule is {@code
   *     target-syntax}
   */
  public static TargetExpression parse(String text) {
    if (isName(text)) {
      checkRange(text);
      return new TargetExpression(new Name(text), List.of(text));
    }
    Parser parser = new Parser(text);
    Term term = parser.or();
    parser.end();
    parser.names.forEach(TargetExpression::checkRange);
    return new TargetExpression(term, parser.names);
  }

  /** Writes targets without some others, as one expression for each. */
  public static List<String> without(List<String> targets, List<String> excluded) {
    if (excluded.isEmpty()) {
      return targets;
    }
    String others =
        excluded.size() == 1 && isName(excluded.get(0))
            ? excluded.get(0)
            : "("
                + String.join(" or ", excluded.stream().map(TargetExpression::term).toList())
                + ")";
    return targets.stream().map(target -> term(target) + " and not " + others).toList();
  }

  private static void checkRange(String name) {
    if (HostRanges.count(name) > MOST_HOSTS) {
      throw new UnreadableValue(
          RULE, "a range of more than " + MOST_HOSTS + " hosts", "make a role or a label of it");
    }
  }

  private static String term(String target) {
    return isName(target) ? target : "(" + target + ")";
  }

  private static boolean isName(String target) {
    return !BETWEEN_NAMES.matcher(target).find();
  }

  public boolean isName() {
    return term instanceof Name;
  }

  /** Returns its names in order, each as often as it is there. */
  public List<String> names() {
    return names;
  }

  /**
   * Decides about one host.
   *
   * @param isIn tells whether the host is what a name stands for, or belongs to it
   */
  public boolean matches(Predicate<String> isIn) {
    return term.matches(isIn);
  }

  /** Reads from left to right; confined to one thread. */
  private static final class Parser {

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int next;

    Parser(String text) {
      this.text = text;
      Matcher matcher = TOKEN.matcher(text);
      while (matcher.find()) {
        tokens.add(matcher.group(1));
        starts.add(matcher.start(1));
      }
      if (tokens.size() > MOST_TOKENS) {
        throw new UnreadableValue(
            RULE, "more than " + MOST_TOKENS + " words", "make a role or a label of it");
      }
    }

    Term or() {
      List<Term> terms = new ArrayList<>(List.of(and()));
      while (takes("or")) {
        terms.add(and());
      }
      return terms.size() == 1
          ? terms.get(0)
          : isIn -> terms.stream().anyMatch(term -> term.matches(isIn));
    }

    private Term and() {
      List<Term> terms = new ArrayList<>(List.of(not()));
      while (takes("and")) {
        terms.add(not());
      }
      return terms.size() == 1
          ? terms.get(0)
          : isIn -> terms.stream().allMatch(term -> term.matches(isIn));
    }

    private Term not() {
      if (takes("not")) {
        Term inner = not();
        return isIn -> !inner.matches(isIn);
      }
      if (takes("(")) {
        Term inner = or();
        if (!takes(")")) {
          throw mistake("a \"(\" without its \")\"", "write the \")\"");
        }
        return inner;
      }
      if (next == tokens.size() || List.of("and", "or", ")").contains(tokens.get(next))) {
        throw mistake("no name here", "write a role, a label or a host");
      }
      names.add(tokens.get(next));
      return new Name(tokens.get(next++));
    }

    private boolean takes(String token) {
      boolean isNext = next < tokens.size() && tokens.get(next).equals(token);
      next += isNext ? 1 : 0;
      return isNext;
    }

    void end() {
      if (next < tokens.size()) {
        throw tokens.get(next).equals(")")
            ? mistake("a \")\" without its \"(\"", "delete it, or write the \"(\"")
            : mistake(
                "two names without a word between them", "write \"and\", \"or\" or a list of two");
      }
    }

    private UnreadableValue mistake(String message, String hint) {
      int at = next < tokens.size() ? starts.get(next) : text.length();
      int length = next < tokens.size() ? tokens.get(next).length() : 0;
      return new UnreadableValue(RULE, message, hint, Optional.empty(), at, length);
    }
  }
}
