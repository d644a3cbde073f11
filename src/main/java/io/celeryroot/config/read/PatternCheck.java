// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions. */
final class PatternCheck {

  private PatternCheck() {}

  static Optional<Pattern> parse(Reading reading, Value value) {
    try {
      return Optional.of(Pattern.compile(value.text()));
    } catch (PatternSyntaxException e) {
      String where = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
      String said =
          e.getDescription().substring(0, 1).toLowerCase(java.util.Locale.ROOT)
              + e.getDescription().substring(1);
      reading.report(
          value.node(),
          "pattern",
          "not a regular expression: " + said + where + ": " + value.quoted(),
          Fix.say("write a backslash before characters that stand for themselves"));
      return Optional.empty();
    }
  }
}
