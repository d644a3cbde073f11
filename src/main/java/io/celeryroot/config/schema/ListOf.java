// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of scalars of one type; one scalar stands for a list of one.
 *
 * @param label the type in words
 * @param element type of the elements
 * @param duplicate rule that reports an element that is there twice; empty: it may be
 */
record ListOf<T>(String label, Type<T> element, String duplicate) {

  Type<List<T>> type() {
    return new Type<>(
        label,
        element.limits(),
        false,
        this::read,
        elements -> elements.stream().map(element.writer()).toList(),
        schemas -> Schemas.list(element.schema().apply(schemas)));
  }

  private Optional<List<T>> read(Reading reading, Node node) {
    if (node instanceof Node.Entries) {
      reading.scalar(node, label);
      return Optional.empty();
    }
    Map<T, Node> seen = new HashMap<>();
    List<T> elements = new ArrayList<>();
    for (Node item : node instanceof Node.Items items ? items.items() : List.of(node)) {
      if (reading.isGiven(item, element.label())) {
        element
            .read(reading, item)
            .filter(value -> isNew(reading, value, item, seen))
            .ifPresent(elements::add);
      }
    }
    return Optional.of(elements).filter(found -> !found.isEmpty());
  }

  private boolean isNew(Reading reading, T value, Node item, Map<T, Node> seen) {
    Node first = duplicate.isEmpty() ? null : seen.putIfAbsent(value, item);
    if (first != null) {
      String message = Quote.of(value.toString()) + " twice, also at " + first.source();
      reading.report(item, duplicate, message, Fix.say("delete one"));
    }
    return first == null;
  }
}
