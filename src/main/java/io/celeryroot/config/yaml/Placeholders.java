// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in {@code ${NAME}} and {@code ${NAME:-default}} from environment variables; $${ is a
 * literal ${.
 */
public final class Placeholders {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\\}|\\$\\{");

  private final Map<String, String> variables;
  private final boolean strict;
  private final Problems problems;

  /**
   * Fills in from {@code variables}.
   *
   * @param strict whether a missing variable is reported; else the value is only left unread
   */
  Placeholders(Map<String, String> variables, boolean strict, Problems problems) {
    this.variables = Map.copyOf(variables);
    this.strict = strict;
    this.problems = problems;
  }

  Map<String, String> variables() {
    return variables;
  }

  /** The text with its placeholders as they are written; an escaped one loses its escape. */
  public static String asWritten(String text) {
    return text.replace("$${", "${");
  }

  /** The text with all placeholders filled in; empty when one cannot be, which is reported. */
  Optional<String> fill(Node.Text node) {
    return fill(node, node.text(), UnaryOperator.identity());
  }

  /**
   * Fills in a part of a scalar.
   *
   * @param part the text to fill in
   * @param protect applied to each value of a variable
   */
  public Optional<String> fill(Node.Text node, String part, UnaryOperator<String> protect) {
    if (!part.contains("${")) {
      return Optional.of(part);
    }
    Matcher matcher = SYNTAX.matcher(part);
    StringBuilder filled = new StringBuilder();
    boolean complete = true;
    while (matcher.find()) {
      Optional<String> value = value(node, matcher, protect);
      complete &= value.isPresent();
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(filled);
    return complete ? Optional.of(filled.toString()) : Optional.empty();
  }

  private Optional<String> value(Node.Text node, Matcher matcher, UnaryOperator<String> protect) {
    if (matcher.group().equals("$${")) {
      return Optional.of("${");
    }
    String name = matcher.group("name");
    if (name == null) {
      problems.report(
          node,
          "placeholder",
          "\"${\" without a variable name and \"}\"",
          Fix.say("write ${NAME} or ${NAME:-default}, or $${ for a literal ${"));
      return Optional.empty();
    }
    Optional<String> value = Optional.ofNullable(variables.get(name));
    String fallback = matcher.group("default");
    if (fallback != null) {
      return Optional.of(value.filter(text -> !text.isEmpty()).orElse(fallback)).map(protect);
    }
    if (value.isEmpty() && strict) {
      problems.report(
          node,
          "missing-variable",
          "no environment variable " + name,
          Fix.say("set " + name + ", or write ${" + name + ":-default}"));
    }
    return value.map(protect);
  }
}
