// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map of names that the user gives, each with the keys of a section.
 *
 * @param names form of the names
 * @param section keys of each entry
 * @param optional whether there may be no entry
 * @param partial whether no key of an entry is required
 */
public record NamedSections(NameRule names, Section<?> section, boolean optional, boolean partial)
    implements Type<List<Values>> {

  /** Entries of which there may be none. */
  public static NamedSections of(NameRule names, Section<?> section) {
    return new NamedSections(names, section, true, false);
  }

  @Override
  public String label() {
    return "a map of names";
  }

  @Override
  public boolean allowsEmptyMap() {
    return true;
  }

  /** Reads the entries that are maps, in file order. */
  @Override
  public Optional<List<Values>> read(Reading reading, Node node) {
    List<Node.Entry> entries = reading.entries(node);
    if (!optional && entries.isEmpty() && node instanceof Node.Entries) {
      none(reading, node);
    }
    entries.forEach(entry -> names.check(reading, entry.key()));
    return Optional.of(
        entries.stream()
            .flatMap(entry -> Values.open(reading, entry.value(), section).stream())
            .toList());
  }

  private void none(Reading reading, Node node) {
    if (!reading.problems().has("key-type")) {
      reading.report(
          node,
          "empty",
          "no " + section.name() + ", need one or more",
          Fix.say(
              "write a "
                  + section.name()
                  + " with \""
                  + String.join("\", \"", section.requiredKeys())
                  + "\" below it"));
    }
  }

  @Override
  public Map<String, Object> schema(Schemas schemas) {
    Schemas inside = partial ? schemas.partial() : schemas;
    Map<String, Object> map = Schemas.map(inside.reference(section.name(), section::schema), names);
    if (!optional && !schemas.isPartial()) {
      map.put("minProperties", 1);
    }
    return map;
  }
}
