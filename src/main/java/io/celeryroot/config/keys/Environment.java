// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Mask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of {@code env}: names and values, all of which are treated as secrets. */
public final class Environment {

  static final Type<Map<String, String>> TYPE =
      Type.of(
              "a map of names and texts",
              Environment::read,
              schemas -> Schemas.map(Schemas.scalar(), NameRule.VARIABLE))
          .orEmptyMap()
          .written(env -> Mask.values(env, Mask.TEXT, name -> true));

  /** A variable in a list of directories, where nobody means a dollar sign. */
  private static final Pattern IN_PATH = Pattern.compile("(?:\\A|:)\\$([A-Z][A-Z_]*)(?=[:/]|\\z)");

  private static final Set<String> MEANT = Set.of("PATH", "HOME");

  private Environment() {}

  private static Optional<Map<String, String>> read(Reading reading, Node node) {
    for (Node.Entry entry : reading.entries(node)) {
      reading.hide(entry.value());
      if (entry.value() instanceof Node.Text value) {
        warn(reading, entry.name(), value);
      }
    }
    return Optional.of(texts(reading, node));
  }

  /** Tells the name of a variable that only a shell would fill in, and nothing of the value. */
  private static void warn(Reading reading, String name, Node.Text value) {
    Matcher variable = IN_PATH.matcher(value.text());
    while (variable.find()) {
      String meant = variable.group(1);
      if (meant.equals(name) || MEANT.contains(meant)) {
        reading.warn(
            new Scalar(value, value.text()),
            "env-shell",
            "no shell fills in $" + meant + " here",
            meant.equals("PATH")
                ? "write ${PATH} for the value that the worker was started with"
                : "write the value itself, or ${" + meant + ":-} for that of the worker");
        return;
      }
    }
  }

  /** Reads names and texts, and reports those that are neither. */
  public static Map<String, String> texts(Reading reading, Node node) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Node.Entry entry : reading.entries(node)) {
      NameRule.VARIABLE.check(reading, entry.key());
      if (entry.value().isEmpty()) {
        reading.report(entry.value(), "empty", "nothing here, need text", Fix.yaml("\"\""));
      } else {
        reading
            .scalar(entry.value(), "text")
            .ifPresent(value -> texts.put(entry.name(), value.text()));
      }
    }
    return texts;
  }
}
