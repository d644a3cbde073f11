// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Value;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that is one text in the file.
 *
 * @param label the type in words
 * @param limits choices or limits, for the reference page
 * @param parser makes the value
 * @param writer makes the text, or a number or truth value
 * @param json JSON Schema
 */
public record Scalar<T>(
    String label,
    String limits,
    Parser<T> parser,
    Function<T, Object> writer,
    Map<String, Object> json)
    implements Type<T> {

  /** Makes a value of a scalar; empty when it cannot, which it reports. */
  public interface Parser<T> {
    Optional<T> parse(Reading reading, Value value);
  }

  /** A scalar whose parser refuses a text by {@link io.celeryroot.text.UnreadableValue}. */
  static <T> Scalar<T> of(
      String label,
      Function<String, T> parser,
      Function<T, Object> writer,
      Map<String, Object> json) {
    return new Scalar<>(label, "", (reading, value) -> reading.parse(value, parser), writer, json);
  }

  /** The same scalar with these limits. */
  Scalar<T> limited(String text) {
    return new Scalar<>(label, text, parser, writer, json);
  }

  @Override
  public Optional<T> read(Reading reading, Node node) {
    return reading.scalar(node, label).flatMap(value -> parser.parse(reading, value));
  }

  @Override
  public Object write(T value) {
    return writer.apply(value);
  }

  @Override
  public Map<String, Object> schema(Schemas schemas) {
    return json;
  }
}
