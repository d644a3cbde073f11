// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The types of maps: with the keys of a section, or with names that the user gives. A section is
 * made when a file has the key, which spares most commands most sections.
 */
public final class Maps {

  private Maps() {}

  /** A map that holds exactly one record. */
  public static <R> Type<R> of(Supplier<Section<R>> section, Function<Values, R> maker) {
    return map(section::get, maker, value -> section.get().show(value));
  }

  /** A map that becomes a part of a larger record, which writes it. */
  public static <T> Type<T> part(Supplier<Section<?>> section, Function<Values, T> maker) {
    return map(section, maker, value -> value);
  }

  private static <T> Type<T> map(
      Supplier<Section<?>> section, Function<Values, T> maker, Function<T, Object> writer) {
    return Type.<T>of(
            "a map",
            (reading, node) -> Values.open(reading, node, section.get()).map(maker),
            schemas -> reference(schemas, section.get()))
        .written(writer);
  }

  /** Names that the user gives, each with the keys of a section; there may be none. */
  public static Type<List<Values>> named(NameRule names, Supplier<Section<?>> section) {
    return Type.of(
            "a map of names",
            (reading, node) -> Optional.of(entries(reading, node, names, section.get())),
            schemas -> Schemas.map(reference(schemas, section.get()), names))
        .orEmptyMap();
  }

  /** Names as of {@link #named}, at least one. */
  public static Type<List<Values>> oneOrMore(NameRule names, Supplier<Section<?>> section) {
    Type<List<Values>> any = named(names, section);
    return Type.of(
            any.label(),
            (reading, node) -> {
              if (node instanceof Node.Entries map && map.isHollow()) {
                none(reading, node, section.get());
              }
              return any.read(reading, node);
            },
            schemas -> {
              Map<String, Object> map = any.schema().apply(schemas);
              map.putAll(schemas.isPartial() ? Map.of() : Map.of("minProperties", 1));
              return map;
            })
        .orEmptyMap();
  }

  /** Names as of {@link #named}, with sections of which no key is required. */
  public static Type<List<Values>> partial(NameRule names, Supplier<Section<?>> section) {
    Type<List<Values>> any = named(names, section);
    return Type.of(any.label(), any.reader(), schemas -> any.schema().apply(schemas.partial()))
        .orEmptyMap();
  }

  /** A list of one or more maps, each with the keys of a section. */
  public static Type<List<Values>> listed(String label, Supplier<Section<?>> section) {
    return Type.of(
        label,
        (reading, node) -> items(reading, node, label, section.get()),
        schemas ->
            Yaml.map("type", "array", "items", reference(schemas, section.get()), "minItems", 1));
  }

  private static Map<String, Object> reference(Schemas schemas, Section<?> section) {
    return schemas.reference(section.name(), section::schema);
  }

  private static Optional<List<Values>> items(
      Reading reading, Node node, String label, Section<?> section) {
    if (!(node instanceof Node.Items list)) {
      reading.report(
          node,
          "type",
          node.kind() + ", need " + label,
          Fix.say("write a list, with \"-\" before each " + section.name()));
      return Optional.empty();
    }
    return Optional.of(
        list.items().stream()
            .flatMap(item -> Values.open(reading, item, section).stream())
            .toList());
  }

  private static List<Values> entries(
      Reading reading, Node node, NameRule names, Section<?> section) {
    List<Node.Entry> entries = reading.entries(node);
    entries.forEach(entry -> names.check(reading, entry.key()));
    return entries.stream()
        .flatMap(entry -> Values.open(reading, entry.value(), section).stream())
        .toList();
  }

  private static void none(Reading reading, Node node, Section<?> section) {
    if (!reading.problems().has("key-type")) {
      String keys = String.join("\", \"", section.requiredKeys());
      reading.report(
          node,
          "empty",
          "no " + section.name() + ", need one or more",
          Fix.say("write a %s with \"%s\" below it".formatted(section.name(), keys)));
    }
  }
}
