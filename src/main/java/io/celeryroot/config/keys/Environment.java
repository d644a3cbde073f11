// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.Mask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The type of {@code env}: names and values, all of which are treated as secrets. */
public final class Environment {

  static final Type<Map<String, String>> TYPE =
      Type.of(
              "a map of names and texts",
              Environment::read,
              schemas -> Schemas.map(Schemas.scalar(), NameRule.VARIABLE))
          .orEmptyMap()
          .written(env -> Mask.values(env, Mask.TEXT, name -> true));

  private Environment() {}

  private static Optional<Map<String, String>> read(Reading reading, Node node) {
    reading.entries(node).forEach(entry -> reading.hide(entry.value()));
    return Optional.of(texts(reading, node));
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
