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
final class Environment implements Type<Map<String, String>> {

  @Override
  public String label() {
    return "a map of names and texts";
  }

  @Override
  public boolean allowsEmptyMap() {
    return true;
  }

  @Override
  public Optional<Map<String, String>> read(Reading reading, Node node) {
    Map<String, String> env = new LinkedHashMap<>();
    for (Node.Entry entry : reading.entries(node)) {
      NameRule.VARIABLE.check(reading, entry.key());
      reading.hide(entry.value());
      if (entry.value().isEmpty()) {
        reading.report(entry.value(), "empty", "nothing here, need text", Fix.yaml("\"\""));
      } else {
        reading
            .scalar(entry.value(), "text")
            .ifPresent(value -> env.put(entry.name(), value.text()));
      }
    }
    return Optional.of(env);
  }

  @Override
  public Object write(Map<String, String> env) {
    Map<String, Object> shown = new LinkedHashMap<>();
    env.keySet().forEach(name -> shown.put(name, Mask.TEXT));
    return shown;
  }

  @Override
  public Map<String, Object> schema(Schemas schemas) {
    return Schemas.map(Schemas.scalar(), NameRule.VARIABLE);
  }
}
