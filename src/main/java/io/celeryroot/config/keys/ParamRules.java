// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.host.HostText;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.Optional;

/** The rules of a parameter for its values: choices, form and pattern. Never quotes a secret. */
public final class ParamRules {

  private ParamRules() {}

  /**
   * Reports a value that breaks a rule. One that names variables of hosts is checked where they are
   * known.
   *
   * @param what begins the message
   */
  public static void check(Reading reading, Param param, Scalar value, String what) {
    if (!HostText.isIn(value.text())) {
      checkFilled(reading, param, value, what);
    }
  }

  /** Reports a value that breaks a rule, with the variables of a host in it. */
  public static void checkFilled(Reading reading, Param param, Scalar value, String what) {
    if (param.secret() && value.text().equals(Mask.TEXT)) {
      return;
    }
    List<String> words =
        param.many() && !value.text().isBlank()
            ? List.of(value.text().trim().split("\\s+"))
            : List.of(value.text());
    for (String word : words) {
      Optional<String> objection = objection(param, word);
      if (objection.isPresent()) {
        boolean isChoice = param.choices().contains(word);
        boolean isWhole = word.equals(value.text()) && !param.secret();
        Optional<String> near = isChoice ? Optional.empty() : Nearest.to(word, param.choices());
        Fix fix = isWhole ? Fix.suggest(value.node(), near) : Fix.NONE;
        String shown = Quote.of(param.secret() ? Mask.TEXT : word);
        reading.report(value.node(), "param-value", what + shown + objection.get(), fix);
        return;
      }
    }
  }

  /** Reports a value that the program of a command could take for an option. */
  public static void checkDash(Reading reading, Param param, Action action, Scalar value) {
    if (param.refusesDash(action, value.text())) {
      reading.report(
          value.node(),
          "param-dash",
          "a value of %s that begins with \"-\": the program may take it for an option"
              .formatted(Quote.of(param.name())),
          Fix.say("write \"dash: true\" below the parameter if it may"));
    }
  }

  private static Optional<String> objection(Param param, String word) {
    String name = Quote.of(param.name());
    if (!param.choices().isEmpty() && !param.choices().contains(word)) {
      String listed = param.secret() ? "" : Nearest.listed("choices", param.choices());
      return Optional.of(" is not one of the choices of " + name + listed);
    }
    if (!param.allows(word)) {
      String listed = param.secret() ? "" : Nearest.listed("allowed values", param.allow());
      return Optional.of(" is not among the allowed values of " + name + listed);
    }
    Optional<String> form = param.celery().missing(word);
    if (form.isPresent()) {
      return Optional.of(" is not " + form.get() + ", as \"celery\" of " + name + " says");
    }
    return param
        .pattern()
        .filter(pattern -> !pattern.matcher(word).matches())
        .map(
            pattern ->
                param
                    .patternInWords()
                    .map(words -> " does not match the pattern of " + name + ": " + words)
                    .orElse(
                        " does not match the pattern "
                            + Quote.of(pattern.pattern())
                            + " of "
                            + name));
  }
}
