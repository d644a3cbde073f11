// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.keys.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code env}: names to values, which are all taken for secrets. */
final class EnvReader {

  private static final Shape TEXT = Shape.of(Shape.Kind.TEXT);

  private EnvReader() {}

  static Map<String, String> read(SectionReader section) {
    Map<String, String> env = new LinkedHashMap<>();
    for (Node.Entry entry : section.named("env", NameRule.VARIABLE)) {
      section.reading().hide(entry.value());
      if (entry.value().isEmpty()) {
        section
            .reading()
            .report(entry.value(), "empty", "nothing here, need text", Fix.yaml("\"\""));
      } else {
        Values.value(section.reading(), entry.value(), TEXT)
            .ifPresent(value -> env.put(entry.name(), value.text()));
      }
    }
    return env;
  }
}
