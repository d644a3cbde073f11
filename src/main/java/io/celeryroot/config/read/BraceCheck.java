// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the braces in a word of a command name parameters of the task. */
final class BraceCheck {

  private static final Pattern TOKEN = Pattern.compile("\\{\\{|\\}\\}|\\{(?<name>[^{}]*)\\}|[{}]");

  private static final Pattern PARAMETER = Pattern.compile("(?<!\\$)\\{[A-Za-z_][A-Za-z0-9_]*\\}");

  private BraceCheck() {}

  /** Text that stands for itself in a word of a command. */
  static String literal(String text) {
    return text.replace("{", "{{").replace("}", "}}");
  }

  /** The program is fixed text: braces in it stand for themselves, but no parameter is meant. */
  static void checkProgram(Reading reading, Node.Text node, String word) {
    if (PARAMETER.matcher(word).find()) {
      reading.report(
          node,
          "command-program",
          "the program is fixed text, but holds a parameter: " + Quote.of(word),
          Fix.say("write the program itself first; only arguments hold parameters"));
    }
  }

  /**
   * Reports a brace that is no parameter.
   *
   * @param word after environment placeholders were filled in
   */
  static void check(Reading reading, Node.Text node, String word, Set<String> params) {
    Matcher token = TOKEN.matcher(word);
    while (token.find()) {
      String name = token.group("name");
      if (token.group().length() == 1) {
        reading.report(
            node,
            "brace",
            "a single \"" + token.group() + "\": " + Quote.of(node.text()),
            Fix.say("write {name} for a parameter, {{ and }} for literal braces"));
        return;
      }
      if (name != null && !params.contains(name)) {
        reading.report(
            node,
            "unknown-name",
            "no parameter " + Quote.of(name) + Suggestions.listed("parameters", params),
            hint(name, params));
      }
    }
  }

  private static Fix hint(String name, Set<String> params) {
    return Suggestions.nearest(name, params)
        .map(other -> Fix.say("write {" + other + "}"))
        .orElse(Fix.say("add it to \"params\", or write {{" + name + "}} for literal braces"));
  }
}
