// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Param;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Value;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.List;

/** The rules of a parameter for its values: choices and pattern. Never quotes a secret. */
final class ParamRules {

  private ParamRules() {}

  /**
   * Reports a value that breaks a rule.
   *
   * @param what begins the message
   */
  static void check(Reading reading, Param param, Value value, String what) {
    if (param.secret() && value.text().equals(Mask.TEXT)) {
      return;
    }
    List<String> words =
        param.many() && !value.text().isBlank()
            ? List.of(value.text().trim().split("\\s+"))
            : List.of(value.text());
    for (String word : words) {
      if (!checkWord(reading, param, value, word, what)) {
        return;
      }
    }
  }

  private static boolean checkWord(
      Reading reading, Param param, Value value, String word, String what) {
    String shown = param.secret() ? "\"***\"" : Quote.of(word);
    if (!param.choices().isEmpty() && !param.choices().contains(word)) {
      String listed = param.secret() ? "" : Nearest.listed("choices", param.choices());
      boolean whole = word.equals(value.text()) && !param.secret();
      Fix fix = whole ? Fix.suggest(value.node(), Nearest.to(word, param.choices())) : Fix.NONE;
      reading.report(
          value.node(),
          "param-value",
          what + shown + " is not one of the choices of " + Quote.of(param.name()) + listed,
          fix);
      return false;
    }
    if (param.pattern().isPresent() && !param.pattern().get().matcher(word).matches()) {
      String pattern = Quote.of(param.pattern().get().pattern());
      reading.report(
          value.node(),
          "param-value",
          what + shown + " does not match the pattern " + pattern + " of " + Quote.of(param.name()),
          Fix.NONE);
      return false;
    }
    return true;
  }
}
