// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.UnreadableValue;
import io.celeryroot.config.keys.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Nodes to plain values; reports what has another type. */
final class Values {

  private static final Set<Shape.Kind> MAY_BE_HOLLOW =
      EnumSet.of(Shape.Kind.TEXT_MAP, Shape.Kind.PARAM_VALUES, Shape.Kind.NAMED_SECTIONS);

  /** Places of maps whose values can be secrets. */
  private static final Pattern MAY_BE_SECRET = Pattern.compile(".*[.](env|params)([.].*)?");

  /** For a map whose keys are names that the user gives. */
  static final Fix NAMES = Fix.say("write names below it, and what belongs to each");

  private Values() {}

  /** Whether there is something behind the key; if not, that is reported. */
  static boolean isGiven(Reading reading, Node node, Shape shape) {
    boolean hollow =
        node instanceof Node.Entries map
            ? map.entries().isEmpty() && !MAY_BE_HOLLOW.contains(shape.kind())
            : node instanceof Node.Items items && items.items().isEmpty();
    if (node.isEmpty() || hollow) {
      reading.report(
          node,
          "empty",
          "nothing here, need " + shape.kind().label(),
          Fix.say("write a value or delete the key"));
      return false;
    }
    return true;
  }

  /** The map; empty when it is none, which is reported with {@code fix}. */
  static Optional<Node.Entries> entries(Reading reading, Node node, Fix fix) {
    if (node instanceof Node.Entries map) {
      return Optional.of(map);
    }
    if (MAY_BE_SECRET.matcher(node.path()).matches()) {
      reading.hide(node);
    }
    String what = node.isEmpty() ? "nothing here" : described(node);
    reading.report(
        node,
        node.isEmpty() ? "empty" : "type",
        what + ", need a map",
        node.isEmpty() ? Fix.say("write keys below it, or {}") : fix);
    return Optional.empty();
  }

  /** One scalar, filled in. */
  static Optional<Value> value(Reading reading, Node node, Shape shape) {
    if (!(node instanceof Node.Text text)) {
      reading.report(node, "type", node.kind() + ", need " + shape.kind().label(), Fix.NONE);
      return Optional.empty();
    }
    return reading
        .placeholders()
        .fill(text)
        .map(filled -> new Value(text, filled))
        .filter(value -> isText(reading, value));
  }

  /** A list of scalars, or one. */
  static List<Value> list(Reading reading, Node node, Shape shape) {
    if (!(node instanceof Node.Items items)) {
      return value(reading, node, shape).map(List::of).orElse(List.of());
    }
    List<Value> values = new ArrayList<>();
    Shape element =
        Shape.of(shape.kind() == Shape.Kind.WHOLES ? Shape.Kind.WHOLE : Shape.Kind.TEXT);
    for (Node item : items.items()) {
      if (isGiven(reading, item, element)) {
        value(reading, item, element).ifPresent(values::add);
      }
    }
    return values;
  }

  /** The value that {@code parser} makes of the text; what it refuses is reported. */
  static <T> Optional<T> parse(Reading reading, Value value, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(value.text()));
    } catch (UnreadableValue e) {
      Optional<String> yaml =
          e.replacement().filter(text -> !value.isFilledIn()).flatMap(value.node()::rewritten);
      reading.report(
          value.node(), e.rule(), e.getMessage() + ": " + value.quoted(), new Fix(e.hint(), yaml));
      return Optional.empty();
    }
  }

  private static String described(Node node) {
    return node instanceof Node.Text text && !MAY_BE_SECRET.matcher(node.path()).matches()
        ? node.kind() + " " + Quote.of(text.text())
        : node.kind();
  }

  private static boolean isText(Reading reading, Value value) {
    boolean nul = value.text().indexOf('\0') >= 0;
    if (nul) {
      reading.report(
          value.node(), "nul-character", "a NUL character in the text", Fix.say("delete it"));
    }
    return !nul;
  }
}
