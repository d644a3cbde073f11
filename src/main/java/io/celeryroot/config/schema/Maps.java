// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The types of maps: with the keys of a section, or with names that the user gives. */
public final class Maps {

  private Maps() {}

  /** A map that holds exactly one record. */
  public static <R> Type<R> of(Section<R> section, Function<Values, R> maker) {
    return of(section, maker, section::show);
  }

  /** A map as of {@link #of}, whose section is made when a file has the key. */
  public static <R> Type<R> later(Supplier<Section<R>> section, Function<Values, R> maker) {
    return new Type<>(
        "a map",
        "",
        false,
        (reading, node) -> Values.open(reading, node, section.get()).map(maker),
        value -> section.get().show(value),
        schemas -> schemas.reference(section.get().name(), section.get()::schema));
  }

  /** A map that becomes a part of a larger record, which writes it. */
  public static <T> Type<T> part(Section<?> section, Function<Values, T> maker) {
    return of(section, maker, value -> value);
  }

  private static <T> Type<T> of(
      Section<?> section, Function<Values, T> maker, Function<T, Object> writer) {
    return new Type<>(
        "a map",
        "",
        false,
        (reading, node) -> Values.open(reading, node, section).map(maker),
        writer,
        schemas -> schemas.reference(section.name(), section::schema));
  }

  /** Names that the user gives, each with the keys of a section; there may be none. */
  public static Type<List<Values>> named(NameRule names, Section<?> section) {
    return namedLater(names, () -> section);
  }

  /** Names as of {@link #named}, with a section that is made when a file has the key. */
  public static Type<List<Values>> namedLater(NameRule names, Supplier<Section<?>> section) {
    return new Type<>(
        "a map of names",
        "",
        true,
        (reading, node) -> Optional.of(entries(reading, node, names, section.get())),
        values -> values,
        schemas ->
            Schemas.map(schemas.reference(section.get().name(), section.get()::schema), names));
  }

  /** Names as of {@link #named}, at least one. */
  public static Type<List<Values>> oneOrMore(NameRule names, Section<?> section) {
    Type<List<Values>> any = named(names, section);
    return new Type<>(
        any.label(),
        "",
        true,
        (reading, node) -> {
          if (node instanceof Node.Entries map && map.isHollow()) {
            none(reading, node, section);
          }
          return any.read(reading, node);
        },
        any.writer(),
        schemas -> {
          Map<String, Object> map = any.schema().apply(schemas);
          map.putAll(schemas.isPartial() ? Map.of() : Map.of("minProperties", 1));
          return map;
        });
  }

  /** Names as of {@link #named}, with sections of which no key is required. */
  public static Type<List<Values>> partial(NameRule names, Section<?> section) {
    Type<List<Values>> any = named(names, section);
    return new Type<>(
        any.label(),
        "",
        true,
        any.reader(),
        any.writer(),
        schemas -> any.schema().apply(schemas.partial()));
  }

  /** A list of one or more maps, each with the keys of a section. */
  public static Type<List<Values>> listed(String label, Section<?> section) {
    return new Type<>(
        label,
        "",
        false,
        (reading, node) -> items(reading, node, label, section),
        values -> values,
        schemas ->
            Schemas.ordered(
                "type",
                "array",
                "items",
                schemas.reference(section.name(), section::schema),
                "minItems",
                1));
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
