// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment placeholders of cl.yaml in Camel's syntax, so that routes hold no values. */
final class EnvironmentReferences {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\\}");

  private EnvironmentReferences() {}

  /** Converts the text of a URI in cl.yaml to Camel's syntax. */
  static String inUri(String template) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(reference((Matcher) found)));
  }

  private static String reference(Matcher found) {
    if (found.group("name") == null) {
      return "${";
    }
    String fallback = found.group("default");
    return "{{env:" + found.group("name") + (fallback == null ? "" : ":" + fallback) + "}}";
  }
}
