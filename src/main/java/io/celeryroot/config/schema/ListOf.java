// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Value;
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
public record ListOf<T>(String label, Scalar<T> element, Optional<String> duplicate)
    implements Type<List<T>> {

  /** A list of text. */
  public static <T> ListOf<T> texts(Scalar<T> element) {
    return new ListOf<>("a list of text, or one text", element, Optional.empty());
  }

  /** The same list, in which each element may be once. */
  public ListOf<T> unique(String rule) {
    return new ListOf<>(label, element, Optional.of(rule));
  }

  @Override
  public String limits() {
    return element.limits();
  }

  /** Reads the elements; empty when none can be used. */
  @Override
  public Optional<List<T>> read(Reading reading, Node node) {
    Map<String, Value> seen = new HashMap<>();
    List<T> elements = new ArrayList<>();
    for (Value value : reading.scalars(node, label, element.label())) {
      Value first = duplicate.isEmpty() ? null : seen.putIfAbsent(value.text(), value);
      if (first == null) {
        element.parser().parse(reading, value).ifPresent(elements::add);
      } else {
        reading.report(
            value.node(),
            duplicate.orElseThrow(),
            value.quoted() + " twice, also at " + first.node().source(),
            Fix.say("delete one"));
      }
    }
    return Optional.of(elements).filter(found -> !found.isEmpty());
  }

  @Override
  public Object write(List<T> elements) {
    return elements.stream().map(element::write).toList();
  }

  @Override
  public Map<String, Object> schema(Schemas schemas) {
    return Schemas.list(element.json());
  }
}
