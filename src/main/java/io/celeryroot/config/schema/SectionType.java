// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A map with the keys of a section.
 *
 * @param section keys of the map
 * @param maker makes the value
 * @param writer makes a map of the value
 */
public record SectionType<T>(
    Section<?> section, Function<Values, T> maker, Function<T, Object> writer) implements Type<T> {

  /** A map that holds exactly one record. */
  public static <R> SectionType<R> of(Section<R> section, Function<Values, R> maker) {
    return new SectionType<>(section, maker, section::show);
  }

  /** A map that becomes a part of a larger record, which writes it. */
  public static <T> SectionType<T> part(Section<?> section, Function<Values, T> maker) {
    return new SectionType<>(section, maker, value -> value);
  }

  @Override
  public String label() {
    return "a map";
  }

  @Override
  public Optional<T> read(Reading reading, Node node) {
    return Values.open(reading, node, section).map(maker);
  }

  @Override
  public Object write(T value) {
    return writer.apply(value);
  }

  @Override
  public Map<String, Object> schema(Schemas schemas) {
    return schemas.reference(section.name(), section::schema);
  }
}
