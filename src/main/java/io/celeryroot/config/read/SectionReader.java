// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Sizes;
import io.celeryroot.config.keys.Choices;
import io.celeryroot.config.keys.Key;
import io.celeryroot.config.keys.Section;
import io.celeryroot.config.keys.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Typed access to one map of the file by the definition of its keys. What is wrong is reported, and
 * the value is then empty as if it were absent.
 */
final class SectionReader {

  private final Reading reading;
  private final Node.Entries map;
  private final Section section;

  private SectionReader(Reading reading, Node.Entries map, Section section) {
    this.reading = reading;
    this.map = map;
    this.section = section;
  }

  /** A reader for {@code node} after its keys were checked; empty when it is no map. */
  static Optional<SectionReader> open(Reading reading, Node node, Section section) {
    return Values.entries(reading, node, fix(node, section))
        .map(
            map -> {
              KeyCheck.check(reading, map, section);
              return new SectionReader(reading, map, section);
            });
  }

  /** For one value where keys are needed: it may belong to the only key that must be there. */
  private static Fix fix(Node node, Section section) {
    List<Key> required = section.keys().stream().filter(Key::required).toList();
    if (node instanceof Node.Text value && required.size() == 1) {
      Key key = required.get(0);
      boolean fits =
          switch (key.shape().kind()) {
            case WHOLE -> value.text().matches("[0-9]{1,9}");
            case TEXTS -> value.text().matches("[A-Za-z0-9._-]+");
            default -> false;
          };
      if (fits) {
        return Fix.yaml("{" + key.name() + ": " + value.text() + "}");
      }
    }
    return Fix.say("write its keys: " + String.join(", ", section.keyNames()));
  }

  /** A reader for a map whose keys are checked elsewhere. */
  static SectionReader lenient(Reading reading, Node.Entries map, Section section) {
    return new SectionReader(reading, map, section);
  }

  Reading reading() {
    return reading;
  }

  Node.Entries map() {
    return map;
  }

  /**
   * The value of a key; empty when the key is absent or has nothing behind it, which is reported.
   */
  Optional<Node> node(String name) {
    Key key = section.key(name).orElseThrow(() -> new IllegalArgumentException(name));
    return map.entry(key.name())
        .map(Node.Entry::value)
        .filter(value -> Values.isGiven(reading, value, key.shape()));
  }

  boolean has(String name) {
    return map.entry(name).isPresent();
  }

  /** The scalar of a key with its placeholders filled in. */
  Optional<Value> value(String name) {
    return node(name).flatMap(node -> Values.value(reading, node, shape(name)));
  }

  /** Text for people, with placeholders as they were written: it may be shown anywhere. */
  String description() {
    return value("description")
        .map(value -> Placeholders.asWritten(value.node().text()))
        .orElse("");
  }

  Optional<String> text(String name) {
    return value(name).map(Value::text);
  }

  Optional<Duration> duration(String name) {
    return parsed(name, Durations::parse)
        .filter(duration -> isInRange(name, duration.toMillis(), "a duration"));
  }

  OptionalLong size(String name) {
    Optional<Long> size =
        parsed(name, Sizes::parse).filter(bytes -> isInRange(name, bytes, "a size"));
    return size.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  Optional<Boolean> flag(String name) {
    return parsed(name, Numbers::flag);
  }

  Optional<Integer> whole(String name) {
    Shape shape = shape(name);
    return parsed(name, text -> Numbers.whole(text, shape)).map(Long::intValue);
  }

  Optional<Double> decimal(String name) {
    Shape shape = shape(name);
    return parsed(name, text -> Numbers.decimal(text, shape));
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return value(name)
        .flatMap(
            value -> {
              Optional<E> found =
                  EnumSet.allOf(type).stream()
                      .filter(e -> Choices.text(e).equals(value.text()))
                      .findFirst();
              if (found.isEmpty()) {
                List<String> choices = shape(name).choices();
                reading.report(
                    value.node(),
                    "choice",
                    value.quoted() + " is not one of: " + String.join(", ", choices),
                    Fix.suggest(value.node(), Suggestions.nearest(value.text(), choices)));
              }
              return found;
            });
  }

  /** A list of scalars; one scalar is a list of one. Elements that cannot be read are left out. */
  List<Value> values(String name) {
    return node(name).map(node -> Values.list(reading, node, shape(name))).orElse(List.of());
  }

  List<Integer> wholes(String name) {
    Shape shape = shape(name);
    List<Integer> numbers = new ArrayList<>();
    for (Value value : values(name)) {
      Values.parse(reading, value, text -> Numbers.whole(text, shape))
          .ifPresent(n -> numbers.add(n.intValue()));
    }
    return numbers;
  }

  /** The named entries of a map whose names are checked by {@code names}. */
  List<Node.Entry> named(String name, NameRule names) {
    Optional<Node.Entries> entries =
        node(name).flatMap(node -> Values.entries(reading, node, Values.NAMES));
    entries.ifPresent(found -> found.entries().forEach(entry -> names.check(reading, entry.key())));
    return entries.map(Node.Entries::entries).orElse(List.of());
  }

  Optional<SectionReader> section(String name) {
    return node(name).flatMap(node -> open(reading, node, shape(name).section().orElseThrow()));
  }

  /** Reports something about the value of a key. */
  void report(String name, String rule, String message, Fix fix) {
    map.entry(name).ifPresent(entry -> reading.report(entry.value(), rule, message, fix));
  }

  private <T> Optional<T> parsed(String name, Function<String, T> parser) {
    return value(name).flatMap(value -> Values.parse(reading, value, parser));
  }

  private boolean isInRange(String name, long number, String what) {
    Shape shape = shape(name);
    if (number == 0 && shape.min().orElse(0) > 0) {
      report(name, "zero", "zero, need " + what + " greater than zero", Fix.NONE);
      return false;
    }
    if (number > shape.max().orElse(Long.MAX_VALUE)) {
      String max = Sizes.format(shape.max().getAsLong());
      report(name, "size-range", "more than " + max, Fix.yaml(max));
      return false;
    }
    return true;
  }

  private Shape shape(String name) {
    return section.key(name).orElseThrow(() -> new IllegalArgumentException(name)).shape();
  }
}
