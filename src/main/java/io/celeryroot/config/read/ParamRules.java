// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import java.util.List;

/** Whether a value keeps to the pattern and the choices of its parameter; never quotes secrets. */
final class ParamRules {

  private ParamRules() {}

  static void check(Reading reading, Param param, Value value, String what) {
    if (param.secret() && value.text().equals(ClConfig.MASK)) {
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
      String listed = param.secret() ? "" : Suggestions.listed("choices", param.choices());
      boolean whole = word.equals(value.text()) && !param.secret();
      Fix fix =
          whole ? Fix.suggest(value.node(), Suggestions.nearest(word, param.choices())) : Fix.NONE;
      reading.report(
          value.node(),
          "param-value",
          what + shown + " is not one of the choices of " + Quote.of(param.name()) + listed,
          fix);
      return false;
    }
    if (param.pattern().isPresent() && !param.pattern().get().matcher(word).matches()) {
      reading.report(
          value.node(),
          "param-value",
          what
              + shown
              + " does not match the pattern "
              + Quote.of(param.pattern().get().pattern())
              + " of "
              + Quote.of(param.name()),
          Fix.NONE);
      return false;
    }
    return true;
  }
}
